/// Every kernel on one floating-point type, compiled for one instruction set.
///
/// Each family of kernels is a protocol of its own whose methods are all implemented in an extension, as
/// `@inlinable` templates over ``KernelVector``. A conforming enum in an instruction-set target is a few lines;
/// its witnesses are the compiled kernels, and carry the enum's name, so that the linker cannot mix them up.
public protocol FloatingPointKernels<Scalar>:
  ChannelwiseKernels,
  ConvolutionKernels,
  ElementwiseKernels,
  LimitKernels,
  LocalResponseKernels,
  MatrixKernels,
  PoolingKernels,
  RandomKernels,
  ReductionKernels,
  ScatterKernels,
  SoftmaxKernels,
  UpdateKernels
{}
