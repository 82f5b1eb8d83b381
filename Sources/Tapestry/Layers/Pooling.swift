/// The greatest element of each window of each channel; see ``Tensor/maxPooled(kernel:stride:padding:roundingUp:file:line:)``.
///
/// Takes `[n, c, h, w]` to `[n, c, h′, w′]`. With a stride less than the window, windows overlap, as in the AlexNet paper,
/// section 3.4: `MaxPool2D(kernel: 3, stride: 2)`.
public struct MaxPool2D<Scalar: FloatingPointScalar>: Layer {
  /// The extents of a window.
  public var kernel: Extent2D
  /// From a window to the next.
  public var stride: Extent2D
  /// Places around the image, which are never the greatest.
  public var padding: Padding2D
  /// Whether a last window may reach beyond the padding.
  public var roundingUp: Bool
  /// The path from the outermost model, as of the last visit.
  public private(set) var path = ""

  /// A layer with the given windows.
  ///
  /// - Parameters:
  ///   - kernel: The extents of a window.
  ///   - stride: From a window to the next; the window's own extents unless given.
  ///   - padding: Places around the image, fewer than the window's on each side.
  ///   - roundingUp: Whether a last window may reach beyond the padding, as in PyTorch's `ceil_mode`.
  public init(
    kernel: Extent2D, stride: Extent2D? = nil, padding: Padding2D = 0, roundingUp: Bool = false
  ) {
    (self.kernel, self.stride) = (kernel, stride ?? kernel)
    (self.padding, self.roundingUp) = (padding, roundingUp)
  }

  /// The greatest elements.
  public func forward(_ x: Tensor<Scalar>, _ context: inout LayerContext) -> Tensor<Scalar> {
    x.maxPooled(kernel: kernel, stride: stride, padding: padding, roundingUp: roundingUp)
  }

  /// There are no parameters.
  public mutating func visitParameters(_ visitor: inout ParameterVisitor) { path = visitor.path }
}

/// The mean of each window of each channel; see ``Tensor/averagePooled(kernel:stride:padding:countsPadding:file:line:)``.
///
/// Takes `[n, c, h, w]` to `[n, c, h′, w′]`.
public struct AveragePool2D<Scalar: FloatingPointScalar>: Layer {
  /// The extents of a window.
  public var kernel: Extent2D
  /// From a window to the next.
  public var stride: Extent2D
  /// Zeros around the image.
  public var padding: Padding2D
  /// Whether those zeros count as elements.
  public var countsPadding: Bool
  /// The path from the outermost model, as of the last visit.
  public private(set) var path = ""

  /// A layer with the given windows.
  ///
  /// - Parameters:
  ///   - kernel: The extents of a window.
  ///   - stride: From a window to the next; the window's own extents unless given.
  ///   - padding: Zeros around the image, fewer than the window on each side.
  ///   - countsPadding: Whether those zeros count as elements.
  public init(
    kernel: Extent2D, stride: Extent2D? = nil, padding: Padding2D = 0, countsPadding: Bool = true
  ) {
    (self.kernel, self.stride) = (kernel, stride ?? kernel)
    (self.padding, self.countsPadding) = (padding, countsPadding)
  }

  /// The means.
  public func forward(_ x: Tensor<Scalar>, _ context: inout LayerContext) -> Tensor<Scalar> {
    x.averagePooled(kernel: kernel, stride: stride, padding: padding, countsPadding: countsPadding)
  }

  /// There are no parameters.
  public mutating func visitParameters(_ visitor: inout ParameterVisitor) { path = visitor.path }
}

/// Means of windows chosen so that images of any size become images of one; see
/// ``Tensor/adaptiveAveragePooled(to:file:line:)``.
///
/// Takes `[n, c, h, w]` to `[n, c, extent.height, extent.width]`.
public struct AdaptiveAveragePool2D<Scalar: FloatingPointScalar>: Layer {
  /// The extents of what comes out.
  public var extent: Extent2D
  /// The path from the outermost model, as of the last visit.
  public private(set) var path = ""

  /// A layer that gives images of the extents `extent`; of 1×1, the means of whole channels.
  public init(to extent: Extent2D) { self.extent = extent }

  /// The means.
  public func forward(_ x: Tensor<Scalar>, _ context: inout LayerContext) -> Tensor<Scalar> {
    x.adaptiveAveragePooled(to: extent)
  }

  /// There are no parameters.
  public mutating func visitParameters(_ visitor: inout ParameterVisitor) { path = visitor.path }
}
