public import KernelTemplates

/// Kernels on `Float` for x86-64-v4: AVX-512.
public enum AVX512Float: FloatingPointKernels {
  /// The widest vector of the instruction set.
  public typealias Vector = Floatx16
}

/// Kernels on `Double` for x86-64-v4: AVX-512.
public enum AVX512Double: FloatingPointKernels {
  /// The widest vector of the instruction set.
  public typealias Vector = Doublex8
}

/// Kernels on `Int32` for x86-64-v4: AVX-512.
public enum AVX512Int32: IntegerKernels {
  /// The type of the numbers.
  public typealias Scalar = Int32
}

/// Kernels on `UInt8` for x86-64-v4: AVX-512.
public enum AVX512UInt8: IntegerKernels {
  /// The type of the numbers.
  public typealias Scalar = UInt8
}

/// Conversions between element types for x86-64-v4: AVX-512.
public enum AVX512Conversion: ConversionKernels {}

/// Kernels on images for x86-64-v4: AVX-512.
public enum AVX512Image: ImageKernels {}

/// Movement of single bytes for x86-64-v4: AVX-512.
public enum AVX512Bytes1: MovementKernels {
  /// An integer of the elements' width.
  public typealias Element = UInt8
}

/// Movement of elements of 4 bytes for x86-64-v4: AVX-512.
public enum AVX512Bytes4: MovementKernels {
  /// An integer of the elements' width.
  public typealias Element = UInt32
}

/// Movement of elements of 8 bytes for x86-64-v4: AVX-512.
public enum AVX512Bytes8: MovementKernels {
  /// An integer of the elements' width.
  public typealias Element = UInt64
}
