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
