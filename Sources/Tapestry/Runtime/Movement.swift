import KernelTemplates
import KernelsPortable

#if arch(x86_64)
  import KernelsAVX2
  import KernelsAVX512
#endif

// Movement of elements without arithmetic: kernels know the width of an element, not its type.

extension InstructionSet {
  /// The kernels that move single bytes.
  private static var byteMovement: any MovementKernels<UInt8>.Type {
    #if arch(x86_64)
      switch current {
      case .portable: PortableBytes1.self
      case .avx2: AVX2Bytes1.self
      case .avx512: AVX512Bytes1.self
      }
    #else
      PortableBytes1.self
    #endif
  }

  /// The kernels that move elements of four bytes.
  private static var wordMovement: any MovementKernels<UInt32>.Type {
    #if arch(x86_64)
      switch current {
      case .portable: PortableBytes4.self
      case .avx2: AVX2Bytes4.self
      case .avx512: AVX512Bytes4.self
      }
    #else
      PortableBytes4.self
    #endif
  }

  /// The kernels that move elements of eight bytes.
  private static var longWordMovement: any MovementKernels<UInt64>.Type {
    #if arch(x86_64)
      switch current {
      case .portable: PortableBytes8.self
      case .avx2: AVX2Bytes8.self
      case .avx512: AVX512Bytes8.self
      }
    #else
      PortableBytes8.self
    #endif
  }

  /// Calls `move` with the kernels for elements of the given width.
  @inline(__always)
  fileprivate static func withMovement(ofWidth width: Int, _ move: (any MovementKernels.Type) -> Void) {
    switch width {
    case 1: move(byteMovement)
    case 4: move(wordMovement)
    default: move(longWordMovement)
    }
  }
}

extension MovementKernels {
  fileprivate static func fill(
    _ destination: UnsafeMutableRawPointer, withElementAt source: UnsafeRawPointer, count: Int
  ) {
    unsafe fill(
      destination.assumingMemoryBound(to: Element.self), with: source.load(as: Element.self), count: count)
  }

  fileprivate static func copy(
    _ layout: CopyLayout, from source: UnsafeRawPointer, to destination: UnsafeMutableRawPointer
  ) {
    unsafe copy(
      layout, from: source.assumingMemoryBound(to: Element.self),
      to: destination.assumingMemoryBound(to: Element.self))
  }

  fileprivate static func gatherRows(
    _ indices: UnsafePointer<Int32>, count: Int, from source: UnsafeRawPointer, _ extents: AxisExtents,
    to destination: UnsafeMutableRawPointer
  ) {
    unsafe gatherRows(
      indices, count: count, from: source.assumingMemoryBound(to: Element.self), extents,
      to: destination.assumingMemoryBound(to: Element.self))
  }

  fileprivate static func gatherAlongAxis(
    _ indices: UnsafePointer<Int32>, count: Int, from source: UnsafeRawPointer, _ extents: AxisExtents,
    to destination: UnsafeMutableRawPointer
  ) {
    unsafe gatherAlongAxis(
      indices, count: count, from: source.assumingMemoryBound(to: Element.self), extents,
      to: destination.assumingMemoryBound(to: Element.self))
  }

  fileprivate static func gather(
    _ offsets: UnsafePointer<Int32>, count: Int, from source: UnsafeRawPointer,
    to destination: UnsafeMutableRawPointer
  ) {
    unsafe gather(
      offsets, count: count, from: source.assumingMemoryBound(to: Element.self),
      to: destination.assumingMemoryBound(to: Element.self))
  }
}

extension TensorScalar {
  /// Writes `count` times `value`.
  static func fill(_ destination: UnsafeMutablePointer<Self>, with value: Self, count: Int) {
    unsafe withUnsafePointer(to: value) { value in
      InstructionSet.withMovement(ofWidth: MemoryLayout<Self>.stride) {
        unsafe $0.fill(
          UnsafeMutableRawPointer(destination), withElementAt: UnsafeRawPointer(value), count: count)
      }
    }
  }

  /// Copies elements from one arrangement to another.
  static func copy(
    _ layout: CopyLayout, from source: UnsafePointer<Self>, to destination: UnsafeMutablePointer<Self>
  ) {
    InstructionSet.withMovement(ofWidth: MemoryLayout<Self>.stride) {
      unsafe $0.copy(layout, from: UnsafeRawPointer(source), to: UnsafeMutableRawPointer(destination))
    }
  }

  /// Copies the slices of an axis that `indices` names; all of them must be within the axis.
  static func gatherRows(
    _ indices: UnsafePointer<Int32>, count: Int, from source: UnsafePointer<Self>, _ extents: AxisExtents,
    to destination: UnsafeMutablePointer<Self>
  ) {
    InstructionSet.withMovement(ofWidth: MemoryLayout<Self>.stride) {
      unsafe $0.gatherRows(
        indices, count: count, from: UnsafeRawPointer(source), extents,
        to: UnsafeMutableRawPointer(destination))
    }
  }

  /// Copies, for each place of `indices`, the element that it names along the axis; all must be within the axis.
  static func gatherAlongAxis(
    _ indices: UnsafePointer<Int32>, count: Int, from source: UnsafePointer<Self>, _ extents: AxisExtents,
    to destination: UnsafeMutablePointer<Self>
  ) {
    InstructionSet.withMovement(ofWidth: MemoryLayout<Self>.stride) {
      unsafe $0.gatherAlongAxis(
        indices, count: count, from: UnsafeRawPointer(source), extents,
        to: UnsafeMutableRawPointer(destination))
    }
  }

  /// Copies, on the calling thread, the elements that stand at `offsets`.
  static func gather(
    _ offsets: UnsafePointer<Int32>, count: Int, from source: UnsafePointer<Self>,
    to destination: UnsafeMutablePointer<Self>
  ) {
    InstructionSet.withMovement(ofWidth: MemoryLayout<Self>.stride) {
      unsafe $0.gather(
        offsets, count: count, from: UnsafeRawPointer(source), to: UnsafeMutableRawPointer(destination))
    }
  }
}

extension NumericScalar {
  /// Adds rows to those of `result` that `indices` name; all of them must be within the axis.
  static func scatterAddRows(
    _ x: UnsafePointer<Self>, at indices: UnsafePointer<Int32>, count: Int, _ extents: AxisExtents,
    to result: UnsafeMutablePointer<Self>
  ) {
    switch scalarType {
    case .float32:
      unsafe InstructionSet.floatKernels.scatterAddRows(
        x.bound(), at: indices, count: count, extents, to: result.bound())
    case .float64:
      unsafe InstructionSet.doubleKernels.scatterAddRows(
        x.bound(), at: indices, count: count, extents, to: result.bound())
    case .int32:
      unsafe InstructionSet.int32Kernels.scatterAddRows(
        x.bound(), at: indices, count: count, extents, to: result.bound())
    case .uint8, .bool:
      unsafe InstructionSet.uint8Kernels.scatterAddRows(
        x.bound(), at: indices, count: count, extents, to: result.bound())
    }
  }

  /// Adds each element to the one of `result` whose index along the axis `indices` gives at its place.
  static func scatterAddAlongAxis(
    _ x: UnsafePointer<Self>, at indices: UnsafePointer<Int32>, count: Int, _ extents: AxisExtents,
    to result: UnsafeMutablePointer<Self>
  ) {
    switch scalarType {
    case .float32:
      unsafe InstructionSet.floatKernels.scatterAddAlongAxis(
        x.bound(), at: indices, count: count, extents, to: result.bound())
    case .float64:
      unsafe InstructionSet.doubleKernels.scatterAddAlongAxis(
        x.bound(), at: indices, count: count, extents, to: result.bound())
    case .int32:
      unsafe InstructionSet.int32Kernels.scatterAddAlongAxis(
        x.bound(), at: indices, count: count, extents, to: result.bound())
    case .uint8, .bool:
      unsafe InstructionSet.uint8Kernels.scatterAddAlongAxis(
        x.bound(), at: indices, count: count, extents, to: result.bound())
    }
  }
}
