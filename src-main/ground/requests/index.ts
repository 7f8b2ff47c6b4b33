export { Requests } from "./requests.ts";
