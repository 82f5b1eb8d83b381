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
