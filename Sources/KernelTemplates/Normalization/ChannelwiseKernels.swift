/// Functions of images whose coefficients are one number a channel: what batch normalisation is made of.
///
/// Each reads its operands from memory once. Images of one pixel, rows of channels, are gone through along the channels.
public protocol ChannelwiseKernels<Scalar>: VectorKernels where Scalar: BinaryFloatingPoint & Sendable {
  /// y = a x + b
  static func channelwise(
    _ x: UnsafePointer<Scalar>, times a: UnsafePointer<Scalar>, plus b: UnsafePointer<Scalar>,
    _ extents: ChannelExtents, into y: UnsafeMutablePointer<Scalar>)

  /// y = a x + b z + c
  static func channelwise(
    _ x: UnsafePointer<Scalar>, times a: UnsafePointer<Scalar>, plus z: UnsafePointer<Scalar>,
    times b: UnsafePointer<Scalar>, plus c: UnsafePointer<Scalar>, _ extents: ChannelExtents,
    into y: UnsafeMutablePointer<Scalar>)

  /// For each channel, Σ y and Σ y (x - center).
  static func channelSums(
    _ y: UnsafePointer<Scalar>, _ x: UnsafePointer<Scalar>, center: UnsafePointer<Scalar>,
    _ extents: ChannelExtents, sums: UnsafeMutablePointer<Scalar>, products: UnsafeMutablePointer<Scalar>)
}

// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
extension ChannelwiseKernels {
  @inlinable @inline(never)
  public static func channelwise(
    _ x: UnsafePointer<Scalar>, times a: UnsafePointer<Scalar>, plus b: UnsafePointer<Scalar>,
    _ extents: ChannelExtents, into y: UnsafeMutablePointer<Scalar>
  ) {
    guard extents.pixels != 1 else {
      extents.forEachRow { start in
        forEachPlace(extents.channels) { place in
          let (x, y) = (x + start, y + start)
          place.store(.fma(place.load(x), place.load(a), place.load(b)), y)
        }
      }
      return
    }
    extents.forEachPlane { start, channel in
      let (factor, summand) = (Vector(a[channel]), Vector(b[channel]))
      let (x, y) = (x + start, y + start)
      forEachPlace(extents.pixels) { place in
        place.store(.fma(place.load(x), factor, summand), y)
      }
    }
  }

  @inlinable @inline(never)
  public static func channelwise(
    _ x: UnsafePointer<Scalar>, times a: UnsafePointer<Scalar>, plus z: UnsafePointer<Scalar>,
    times b: UnsafePointer<Scalar>, plus c: UnsafePointer<Scalar>, _ extents: ChannelExtents,
    into y: UnsafeMutablePointer<Scalar>
  ) {
    guard extents.pixels != 1 else {
      extents.forEachRow { start in
        forEachPlace(extents.channels) { place in
          let (x, z, y) = (x + start, z + start, y + start)
          let rest = Vector.fma(place.load(z), place.load(b), place.load(c))
          place.store(.fma(place.load(x), place.load(a), rest), y)
        }
      }
      return
    }
    extents.forEachPlane { start, channel in
      let (a, b, c) = (Vector(a[channel]), Vector(b[channel]), Vector(c[channel]))
      let (x, z, y) = (x + start, z + start, y + start)
      forEachPlace(extents.pixels) { place in
        place.store(.fma(place.load(x), a, .fma(place.load(z), b, c)), y)
      }
    }
  }

  @inlinable @inline(never)
  public static func channelSums(
    _ y: UnsafePointer<Scalar>, _ x: UnsafePointer<Scalar>, center: UnsafePointer<Scalar>,
    _ extents: ChannelExtents, sums: UnsafeMutablePointer<Scalar>, products: UnsafeMutablePointer<Scalar>
  ) {
    guard extents.pixels != 1 else {
      sumColumns(y, x, center: center, extents, sums: sums, products: products)
      return
    }
    let (pixels, lanes) = (extents.pixels, Vector.laneCount)
    Parallel.forEach(extents.channels) { channel in
      let mean = Vector(center[channel])
      // Blocks of 4096 elements are added up in double precision.
      var (sum, product) = (0.0, 0.0)
      for image in 0..<extents.images {
        let start = (image * extents.channels + channel) * pixels
        var pixel = 0
        while pixel + lanes <= pixels {
          let end = min(pixel + 4096, pixels)
          var (laneSums, laneProducts) = (Vector(0), Vector(0))
          while pixel + lanes <= end {
            let gradient = Vector(loading: y + (start + pixel))
            laneSums = laneSums + gradient
            laneProducts = .fma(gradient, Vector(loading: x + (start + pixel)) - mean, laneProducts)
            pixel += lanes
          }
          for lane in 0..<lanes {
            sum += Double(laneSums[lane])
            product += Double(laneProducts[lane])
          }
        }
        for place in start + pixel..<start + pixels {
          sum += Double(y[place])
          product += Double(y[place] * (x[place] - center[channel]))
        }
      }
      (sums[channel], products[channel]) = (Scalar(sum), Scalar(product))
    }
  }
}

extension ChannelwiseKernels {
  /// As ``channelSums`` for images of one pixel: a block of columns from the first row to the last, 256 rows of which are added up
  /// before they join the others.
  @inlinable @inline(__always)
  static func sumColumns(
    _ y: UnsafePointer<Scalar>, _ x: UnsafePointer<Scalar>, center: UnsafePointer<Scalar>,
    _ extents: ChannelExtents, sums: UnsafeMutablePointer<Scalar>, products: UnsafeMutablePointer<Scalar>
  ) {
    let (channels, lanes) = (extents.channels, Vector.laneCount)
    Parallel.forEach((channels + lanes - 1) / lanes) { block in
      let place = VectorPlace<Vector>(
        offset: block * lanes, count: min(lanes, channels - block * lanes))
      let mean = place.load(center)
      var (sum, product) = (Vector(0), Vector(0))
      for first in stride(from: 0, to: extents.images, by: 256) {
        var (partSum, partProduct) = (Vector(0), Vector(0))
        for image in first..<min(first + 256, extents.images) {
          let gradient = place.load(y + image * channels)
          partSum = partSum + gradient
          partProduct = .fma(gradient, place.load(x + image * channels) - mean, partProduct)
        }
        (sum, product) = (sum + partSum, product + partProduct)
      }
      place.store(sum, sums)
      place.store(product, products)
    }
  }

  /// Calls `body` with the place of each vector of a row, the last of which may be a part of one.
  @inlinable @inline(__always)
  static func forEachPlace(_ count: Int, _ body: (VectorPlace<Vector>) -> Void) {
    let whole = count - count % Vector.laneCount
    var offset = 0
    while offset < whole {
      body(VectorPlace(offset: offset, count: Vector.laneCount))
      offset += Vector.laneCount
    }
    if whole < count { body(VectorPlace(offset: whole, count: count - whole)) }
  }
}
