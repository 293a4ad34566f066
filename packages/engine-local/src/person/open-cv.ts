/** What is used of OpenCV 5, whose own types do not know its networks yet. */
export interface OpenCv {
  readonly CV_8UC3: number
  readonly CV_32F: number
  readonly INTER_AREA: number
  readonly Mat: { new (): Mat; new (rows: number, columns: number, type: number): Mat }
  readonly Size: new (width: number, height: number) => object
  readonly Scalar: new (...values: number[]) => object
  resize(from: Mat, to: Mat, size: object, x: number, y: number, interpolation: number): void
  blobFromImage(
    picture: Mat,
    scale: number,
    size: object,
    mean: object,
    swapsRedAndBlue: boolean,
    crops: boolean,
    type: number,
  ): Mat
  /** A network of TensorFlow Lite out of its bytes. Absent before version 5. */
  readonly readNetFromTFLite1?: (bytes: Uint8Array) => { setInput(blob: Mat): void; forward(): Mat }
}

/** Memory of its own, to be given back by `delete`. */
export interface Mat {
  readonly data: Uint8Array
  readonly data32F: Float32Array
  delete(): void
}
