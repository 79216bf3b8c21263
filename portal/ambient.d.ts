declare module '*.css' {
  const text: string;
  export default text;
}

// The vendor port, whose decline table the form shares, names Node's type for a raw webhook body.
type Buffer = Uint8Array;
