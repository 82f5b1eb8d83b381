import Tapestry

/// Images that are trained on together.
public struct ImageBatch: Sendable {
  /// The images after all steps: count × channels × height × width.
  public var images: Tensor<Float>
  /// The label of each image.
  public var labels: Tensor<Int32>
  /// The index of each image in the data set.
  public let indices: [Int]
  /// Where to go on after this batch.
  public let next: LoaderPosition

  /// The number of images.
  public var count: Int { indices.count }
}

/// A place in the sequence of batches, which can be saved: a loader with the same settings goes on there with the same
/// batches.
///
/// ```swift
/// let saved = try JSONEncoder().encode(batch.next)
/// …
/// let position = try JSONDecoder().decode(LoaderPosition.self, from: saved)
/// for try await batch in loader.epoch(from: position) { … }
/// ```
public struct LoaderPosition: Hashable, Codable, Sendable {
  /// The epoch, from 0 on.
  public let epoch: Int
  /// How many of the epoch's images have been in batches, those of other shards not counted.
  public let imageCount: Int

  /// A place in an epoch: by default its beginning.
  ///
  /// - Precondition: Neither number is negative.
  public init(epoch: Int, imageCount: Int = 0, file: StaticString = #fileID, line: UInt = #line) {
    guard epoch >= 0, imageCount >= 0 else {
      trap(
        "LoaderPosition.init", "epoch \(epoch), image \(imageCount): expected numbers from 0 on", file: file,
        line: line)
    }
    (self.epoch, self.imageCount) = (epoch, imageCount)
  }

  /// The place that was saved.
  ///
  /// - Throws: A `DecodingError` where there is none.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    epoch = try values.decode(Int.self, forKey: .epoch)
    imageCount = try values.decode(Int.self, forKey: .imageCount)
    guard epoch >= 0, imageCount >= 0 else {
      throw DecodingError.dataCorrupted(
        .init(
          codingPath: decoder.codingPath,
          debugDescription: "epoch \(epoch), image \(imageCount): expected numbers from 0 on"))
    }
  }
}
