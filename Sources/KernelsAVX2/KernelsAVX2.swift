public import KernelTemplates

/// Kernels on `Float` for x86-64-v3: AVX2 with FMA.
public enum AVX2Float: FloatingPointKernels {
  /// The widest vector of the instruction set.
  public typealias Vector = Floatx8
}

/// Kernels on `Double` for x86-64-v3: AVX2 with FMA.
public enum AVX2Double: FloatingPointKernels {
  /// The widest vector of the instruction set.
  public typealias Vector = Doublex4
}

/// Kernels on `Int32` for x86-64-v3: AVX2.
public enum AVX2Int32: IntegerKernels {
  /// The type of the numbers.
  public typealias Scalar = Int32
}

/// Kernels on `UInt8` for x86-64-v3: AVX2.
public enum AVX2UInt8: IntegerKernels {
  /// The type of the numbers.
  public typealias Scalar = UInt8
}

/// Conversions between element types for x86-64-v3: AVX2.
public enum AVX2Conversion: ConversionKernels {}

/// Kernels on images for x86-64-v3: AVX2.
public enum AVX2Image: ImageKernels {}

/// Movement of single bytes for x86-64-v3: AVX2.
public enum AVX2Bytes1: MovementKernels {
  /// An integer of the elements' width.
  public typealias Element = UInt8
}

/// Movement of elements of 4 bytes for x86-64-v3: AVX2.
public enum AVX2Bytes4: MovementKernels {
  /// An integer of the elements' width.
  public typealias Element = UInt32
}

/// Movement of elements of 8 bytes for x86-64-v3: AVX2.
public enum AVX2Bytes8: MovementKernels {
  /// An integer of the elements' width.
  public typealias Element = UInt64
}
