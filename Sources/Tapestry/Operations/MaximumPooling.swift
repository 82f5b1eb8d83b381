import KernelTemplates

extension Tensor where Scalar: FloatingPointScalar {
  /// The greatest element of each window that moves over the images.
  ///
  /// This tensor holds images, `[batch, channels, height, width]`. The result is `[batch, channels, height′, width′]`:
  /// height′ = ⌊(height + top + bottom - kernel) / stride⌋ + 1, and likewise the width.
  ///
  /// ```swift
  /// let x = Tensor<Float>(zeros: [8, 96, 55, 55])
  /// x.maxPooled(kernel: 3, stride: 2).shape   // [8, 96, 27, 27]: windows overlap
  /// ```
  ///
  /// Padding is never the greatest. A window with a NaN gives NaN. The gradient of a window goes to its greatest element, the
  /// first of several in row-major order; it keeps one byte a window (four for windows of more than 256 elements), and can be
  /// differentiated again.
  ///
  /// Costs a comparison for each element of each window.
  ///
  /// - Parameters:
  ///   - kernel: The extents of a window.
  ///   - stride: From a window to the next; the window's own extents unless given.
  ///   - padding: The places thought around each image.
  ///   - roundingUp: Whether a last window may reach beyond the padding, provided that it begins in the image or in
  ///     the padding before it: the quotient is then rounded up, as PyTorch does in its `ceil_mode`.
  /// - Precondition: There are 4 axes. Padding is less than the window, on each side, and the window fits the padded image.
  public func maxPooled(
    kernel: Extent2D, stride: Extent2D? = nil, padding: Padding2D = 0, roundingUp: Bool = false,
    file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    let geometry = poolingGeometry(
      kernel: kernel, stride: stride ?? kernel, padding: padding, roundingUp: roundingUp, for: "maxPooled",
      file: file, line: line)
    let result = TensorShape.pooled(shape, geometry)
    guard isTracked else {
      return unsafe Tensor(shape: result) { out in
        unsafe withPointer { unsafe Scalar.kernels.poolMaxima($0, geometry, into: out, places: nil) }
      }
    }
    var places = GreatestPlaces(geometry)
    let value = unsafe Tensor(shape: result) { out in
      unsafe withPointer { x in
        places.withMutablePlaces { places in
          unsafe Scalar.kernels.poolMaxima(x, geometry, into: out, places: places)
        }
      }
    }
    let whole = shape
    return value.recorded(from: self) { [places] dy in dy.spreadMaxima(to: whole, places) }
  }

  /// The gradient of a max-pooling of images of the shape `images`: each element added to the one at the place of its window.
  private func spreadMaxima(to images: TensorShape, _ places: GreatestPlaces) -> Tensor {
    let value = unsafe Tensor(shape: images) { out in
      unsafe withPointer { dy in
        places.withPlaces {
          unsafe Scalar.kernels.spreadMaxima(dy, at: $0, places.geometry, into: out)
        }
      }
    }
    return value.recorded(from: self) { ddx in ddx.gatheredMaxima(places) }
  }

  /// The element at the place of each window.
  private func gatheredMaxima(_ places: GreatestPlaces) -> Tensor {
    let value = unsafe Tensor(shape: .pooled(shape, places.geometry)) { out in
      unsafe withPointer { x in
        places.withPlaces { unsafe Scalar.kernels.gatherMaxima(x, at: $0, places.geometry, into: out) }
      }
    }
    let whole = shape
    return value.recorded(from: self) { dy in dy.spreadMaxima(to: whole, places) }
  }
}

/// Where the greatest element of each window is, in as few bytes as the window allows.
private struct GreatestPlaces: Sendable {
  let geometry: PoolingGeometry
  private var bytes = Tensor<UInt8>(zeros: [0])
  private var words = Tensor<Int32>(zeros: [0])

  /// Uninitialised.
  init(_ geometry: PoolingGeometry) {
    self.geometry = geometry
    let shape: TensorShape = [geometry.planes, geometry.placesPerPlane]
    if geometry.placesFitBytes {
      bytes = unsafe Tensor(shape: shape, initialize: { _ in })
    } else {
      words = unsafe Tensor(shape: shape, initialize: { _ in })
    }
  }

  mutating func withMutablePlaces(_ body: (PoolingPlaces) -> Void) {
    if geometry.placesFitBytes {
      unsafe bytes.withMutablePointer { unsafe body(.bytes($0)) }
    } else {
      unsafe words.withMutablePointer { unsafe body(.words($0)) }
    }
  }

  /// For reading.
  func withPlaces(_ body: (PoolingPlaces) -> Void) {
    if geometry.placesFitBytes {
      unsafe bytes.withPointer { unsafe body(.bytes(UnsafeMutablePointer(mutating: $0))) }
    } else {
      unsafe words.withPointer { unsafe body(.words(UnsafeMutablePointer(mutating: $0))) }
    }
  }
}

extension Tensor {
  /// How windows lie on these images. Traps where they do not fit.
  func poolingGeometry(
    kernel: Extent2D, stride: Extent2D, padding: Padding2D, roundingUp: Bool, for operation: StaticString,
    file: StaticString, line: UInt
  ) -> PoolingGeometry {
    guard rank == 4 else {
      trap(
        operation,
        "images of the shape \(shape): expected 4 axes: batch, channels, height, width", file: file,
        line: line)
    }
    do throws(PoolingMistake) {
      return try PoolingGeometry(
        planes: shape[0] * shape[1],
        vertical: PoolingAxis(
          "vertical", input: shape[2], kernel: kernel.height, stride: stride.height,
          padding: (padding.top, padding.bottom), roundingUp: roundingUp),
        horizontal: PoolingAxis(
          "horizontal", input: shape[3], kernel: kernel.width, stride: stride.width,
          padding: (padding.left, padding.right), roundingUp: roundingUp))
    } catch {
      trap(operation, "images of the shape \(shape): \(error.description)", file: file, line: line)
    }
  }
}

extension TensorShape {
  /// The shape that a pooling makes of `images`.
  static func pooled(_ images: TensorShape, _ geometry: PoolingGeometry) -> TensorShape {
    [images[0], images[1], geometry.vertical.output, geometry.horizontal.output]
  }
}
