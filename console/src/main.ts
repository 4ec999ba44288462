import { mount } from "svelte";
import "./app.css";
import App from "./App.svelte";

const place = document.getElementById("console");
if (!place) throw new Error("index.html has no element #console");
mount(App, { target: place });
