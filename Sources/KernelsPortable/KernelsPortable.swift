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
