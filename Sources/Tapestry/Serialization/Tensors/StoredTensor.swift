import KernelTemplates

/// A tensor as it lies in a file, or in what was decompressed from one.
struct StoredTensor {
  /// What errors call the tensor.
  let name: String
  /// The file that it is in.
  let path: String
  let shape: TensorShape
  let type: StoredScalar
  var isBigEndian = false
  /// Whether the first axis is the fastest, as in Fortran.
  var isColumnMajor = false
  /// Where the elements are: memory that was allocated for them, or a mapped file.
  let storage: Storage
  /// Where the first element begins in the storage.
  let byteOffset: Int

  private var count: Int { shape.elementCount }
  private var elements: UnsafeRawPointer { unsafe UnsafeRawPointer(storage.base + byteOffset) }
  private var isAligned: Bool { byteOffset % type.byteCount == 0 }

  /// The tensor in the type that holds the file's.
  ///
  /// - Parameter mapped: Whether it may share a mapped file's memory, where nothing is to be converted.
  /// - Throws: `mismatch` where an integer does not fit into `Int32`.
  func read(mapped: Bool) throws(FileError) -> AnyTensor {
    switch type {
    case .float64: .float64(same(mapped: mapped))
    case .float32: .float32(same(mapped: mapped))
    case .float16: .float32(widened(.float16))
    case .bfloat16: .float32(widened(.bfloat16))
    case .int64: .int32(try exact(Int64.self))
    case .int32: .int32(same(mapped: mapped))
    case .int16: .int32(try exact(Int16.self))
    case .int8: .int32(try exact(Int8.self))
    case .uint64: .int32(try exact(UInt64.self))
    case .uint32: .int32(try exact(UInt32.self))
    case .uint16: .int32(try exact(UInt16.self))
    case .uint8: .uint8(same(mapped: mapped))
    case .bool: .bool(truthValues())
    }
  }

  /// The tensor as one of `Scalar`.
  ///
  /// - Throws: `mismatch` where that type does not hold every number of the file's.
  func read<Scalar>(as _: Scalar.Type, mapped: Bool) throws(FileError) -> Tensor<Scalar> {
    guard let tensor = try read(mapped: mapped).tensor(of: Scalar.self) else {
      throw FileError(
        .mismatch, path: path, "\(name) holds \(type), which \(Scalar.scalarType) does not hold exactly")
    }
    return tensor
  }

  // MARK: Elements

  /// Elements of a type that tensors have, copied unless they may be shared.
  private func same<Scalar>(mapped: Bool) -> Tensor<Scalar> {
    if (mapped || storage.isWritable) && isAligned && (!isBigEndian || type.byteCount == 1) {
      let offset = byteOffset / type.byteCount
      return rowMajor(Tensor(shape: storedShape, storage: storage, offset: offset))
    }
    return rowMajor(unsafe Tensor(shape: storedShape) { unsafe copyElements(to: $0) })
  }

  private func widened(_ format: HalfFormat) -> Tensor<Float> {
    rowMajor(
      unsafe withElements(of: UInt16.self) { source in
        unsafe Tensor(shape: storedShape) { out in
          Self.forEachPiece(count) { piece in
            let start = piece.lowerBound
            unsafe InstructionSet.conversionKernels.widen(
              source + start, format, out + start, count: piece.count)
          }
        }
      })
  }

  private func exact<Source: FixedWidthInteger>(_: Source.Type) throws(FileError) -> Tensor<Int32> {
    let tensor = unsafe withElements(of: Source.self) { source -> Tensor<Int32>? in
      var fits = true
      let tensor = unsafe Tensor<Int32>(shape: storedShape) { (out: UnsafeMutablePointer<Int32>) in
        for index in 0..<count {
          let value = unsafe source[index]
          let number = Int32(truncatingIfNeeded: value)
          fits = fits && Source(truncatingIfNeeded: number) == value && (number < 0) == (value < 0)
          unsafe out[index] = number
        }
      }
      return fits ? tensor : nil
    }
    guard let tensor else {
      throw FileError(.mismatch, path: path, "\(name) holds a number that does not fit into Int32")
    }
    return rowMajor(tensor)
  }

  /// Every byte but 0 is true.
  private func truthValues() -> Tensor<Bool> {
    rowMajor(
      unsafe Tensor(shape: storedShape) { out in
        unsafe InstructionSet.conversionKernels.convert(elements, .uint8, out, .bool, count: count)
      })
  }

  // MARK: Layout

  /// The shape whose row-major order is the file's.
  private var storedShape: TensorShape { isColumnMajor ? TensorShape(shape.reversed()) : shape }

  private func rowMajor<Scalar>(_ tensor: Tensor<Scalar>) -> Tensor<Scalar> {
    isColumnMajor && shape.rank > 1 ? tensor.permuted(to: Array((0..<shape.rank).reversed())) : tensor
  }

  /// Calls `body` with the elements, aligned and in the machine's order of bytes.
  private func withElements<Element: FixedWidthInteger, Result>(
    of _: Element.Type, _ body: (UnsafePointer<Element>) -> Result
  ) -> Result {
    if isAligned && !isBigEndian {
      defer { withExtendedLifetime(storage) {} }
      return unsafe body(elements.assumingMemoryBound(to: Element.self))
    }
    let copy = Storage(byteCount: count * type.byteCount)
    defer { withExtendedLifetime(copy) {} }
    unsafe copyElements(to: copy.base)
    return unsafe body(copy.base.assumingMemoryBound(to: Element.self))
  }

  /// Copies the elements in the machine's order of bytes.
  private func copyElements(to destination: UnsafeMutableRawPointer) {
    let size = type.byteCount
    Self.forEachPiece(count) { piece in
      let (start, count) = (piece.lowerBound * size, piece.count)
      unsafe (destination + start).copyMemory(from: elements + start, byteCount: count * size)
      guard isBigEndian else { return }
      switch size {
      case 2: unsafe Self.swapBytes(of: UInt16.self, at: destination + start, count)
      case 4: unsafe Self.swapBytes(of: UInt32.self, at: destination + start, count)
      case 8: unsafe Self.swapBytes(of: UInt64.self, at: destination + start, count)
      default: break
      }
    }
    withExtendedLifetime(storage) {}
  }

  private static func swapBytes<Element: FixedWidthInteger>(
    of _: Element.Type, at start: UnsafeMutableRawPointer, _ count: Int
  ) {
    let elements = unsafe start.assumingMemoryBound(to: Element.self)
    for index in 0..<count { unsafe elements[index] = elements[index].byteSwapped }
  }

  /// Calls `body` with pieces of `0..<count`, on several threads where there are several.
  private static func forEachPiece(_ count: Int, _ body: (Range<Int>) -> Void) {
    let length = 1 << 19
    Parallel.forEach((count + length - 1) / length) { piece in
      body(piece * length..<min((piece + 1) * length, count))
    }
  }
}
