public import KernelTemplates

/// Kernels on `Float` for any processor of the architecture (SSE2 on x86-64, NEON on arm64).
public enum PortableFloat: FloatingPointKernels {
  /// The widest vector of the instruction set.
  public typealias Vector = Floatx4
}

/// Kernels on `Double` for any processor of the architecture (SSE2 on x86-64, NEON on arm64).
public enum PortableDouble: FloatingPointKernels {
  /// The widest vector of the instruction set.
  public typealias Vector = Doublex2
}

/// Kernels on `Int32` for any processor of the architecture.
public enum PortableInt32: IntegerKernels {
  /// The type of the numbers.
  public typealias Scalar = Int32
}

/// Kernels on `UInt8` for any processor of the architecture.
public enum PortableUInt8: IntegerKernels {
  /// The type of the numbers.
  public typealias Scalar = UInt8
}

/// Conversions between element types for any processor of the architecture.
public enum PortableConversion: ConversionKernels {}

/// Kernels on images for any processor of the architecture.
public enum PortableImage: ImageKernels {}

/// Movement of single bytes for any processor of the architecture.
public enum PortableBytes1: MovementKernels {
  /// An integer of the elements' width.
  public typealias Element = UInt8
}

/// Movement of elements of 4 bytes for any processor of the architecture.
public enum PortableBytes4: MovementKernels {
  /// An integer of the elements' width.
  public typealias Element = UInt32
}

/// Movement of elements of 8 bytes for any processor of the architecture.
public enum PortableBytes8: MovementKernels {
  /// An integer of the elements' width.
  public typealias Element = UInt64
}
