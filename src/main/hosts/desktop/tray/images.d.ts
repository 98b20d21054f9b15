/** An image as a data URL (Vite's `?inline`). */
declare module '*.png?inline' {
  const dataUrl: string;
  export default dataUrl;
}
