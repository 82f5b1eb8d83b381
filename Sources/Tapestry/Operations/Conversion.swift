import KernelTemplates

extension Tensor {
  /// The elements of another tensor as elements of this type.
  ///
  /// ```swift
  /// Tensor<Int32>(Tensor<Float>([1.75, -1.75]))   // [1, -1]
  /// Tensor<Float>(labels .== 3)                   // 1 where the label is 3, else 0
  /// ```
  ///
  /// Floating point becomes an integer by dropping its fraction; beyond the ends of the integers' range, the end; NaN
  /// becomes 0. Anything becomes a truth value by `!= 0`, and a truth value a number 0 or 1. `Int32` wraps around into
  /// `UInt8`. Between `Float` and `Double`, gradients are converted back.
  public init<Source>(_ source: Tensor<Source>) {
    let (from, to) = (Source.scalarType, Scalar.scalarType)
    if from == to {
      self.init(
        shape: source.shape, storage: source.storage, offset: source.offset, trace: source.trace)
      return
    }
    let value: Tensor = unsafe source.mapped { x, out, count in
      unsafe InstructionSet.conversionKernels.convert(
        UnsafeRawPointer(x), from.elementType, UnsafeMutableRawPointer(out), to.elementType, count: count)
    }
    self = to.isFloatingPoint ? value.recorded(from: source) { dy in Tensor<Source>(dy) } : value
  }
}

extension ScalarType {
  /// Whether tensors of the type have gradients.
  var isFloatingPoint: Bool { self == .float32 || self == .float64 }
}
