/** The demo could not be brought to its end; the message is for whoever started it. */
export class DemoFailure extends Error {}
