/** Path of the Socket.IO endpoint by which the browser host carries the contract. */
export const BUS_PATH = '/afterword-bus';
