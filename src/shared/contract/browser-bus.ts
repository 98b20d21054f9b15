/** Path of the Socket.IO endpoint that carries the contract in the browser host. */
export const BUS_PATH = '/afterword-bus';
