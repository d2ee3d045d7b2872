/** The bundler puts a catalog in as text; it is parsed when it is first needed. */
declare module '*.catalog.json' {
  const text: string;
  export default text;
}
