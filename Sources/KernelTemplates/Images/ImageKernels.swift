/// Kernels on the samples and the compressed data of images. All of them work on the calling thread: images are spread
/// over threads one by one.
public protocol ImageKernels: PNGFilterKernels, ChannelKernels, JPEGEntropyKernels, JPEGTransformKernels,
  JPEGColorKernels, PixelKernels, ResamplingKernels, ColorKernels, AffineKernels,
  StatisticsKernels, JPEGEncodingKernels, InflateKernels
{}
