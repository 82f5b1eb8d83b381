/// What every family of floating-point kernels refines: an instruction set, seen through its vectors of one type.
public protocol VectorKernels<Scalar>: Sendable {
  /// The type of the numbers.
  associatedtype Scalar
  /// One hardware vector of them.
  associatedtype Vector: KernelVector where Vector.Scalar == Scalar
}
