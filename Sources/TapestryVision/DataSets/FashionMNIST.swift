import Foundation
import Tapestry

extension MemoryDataSet {
  /// A part of Fashion-MNIST.
  public enum FashionMNISTPart: Sendable {
    /// For training.
    case training
    /// For testing.
    case testing
  }

  /// The ten classes of Fashion-MNIST.
  public static let fashionMNISTClasses = [
    "T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot",
  ]

  /// Fashion-MNIST as it comes with this library: the published set's 10,000 test images of 28 × 28 pixels, of which every
  /// fifth is for testing and the other 8,000 for training (Xiao, Rasul and Vollgraf 2017).
  public static func fashionMNIST(_ part: FashionMNISTPart) throws(FileError) -> MemoryDataSet {
    let folder = Bundle.module.bundleURL.appendingPathComponent("FashionMNIST").path
    let all = try fashionMNIST(in: folder, files: "t10k")
    let size = all.width * all.height
    var (samples, labels): ([UInt8], [UInt8]) = ([], [])
    for index in 0..<all.count where (index % 5 == 4) == (part == .testing) {
      samples += all.samples[index * size..<(index + 1) * size]
      labels.append(all.labels[index])
    }
    return MemoryDataSet(
      width: all.width, height: all.height, color: all.color, samples: samples, labels: labels,
      classNames: all.classNames)
  }

  /// A part of the full Fashion-MNIST, 60,000 images for training and 10,000 for testing, from a folder with its four files
  /// as published, compressed or not.
  ///
  /// See ``installedFashionMNIST``.
  public static func fashionMNIST(
    _ part: FashionMNISTPart, in folder: String
  ) throws(FileError) -> MemoryDataSet {
    try fashionMNIST(in: folder, files: part == .training ? "train" : "t10k")
  }

  /// The folder of the full Fashion-MNIST that Debian's package `dataset-fashion-mnist` installs; nil where it is not.
  ///
  /// ```swift
  /// let training =
  ///   if let folder = MemoryDataSet.installedFashionMNIST {
  ///     try MemoryDataSet.fashionMNIST(.training, in: folder)
  ///   } else {
  ///     try MemoryDataSet.fashionMNIST(.training)
  ///   }
  /// ```
  public static var installedFashionMNIST: String? {
    let folder = "/usr/share/datasets/fashion-mnist"
    let names = ["train", "t10k"].flatMap { ["\($0)-images-idx3-ubyte", "\($0)-labels-idx1-ubyte"] }
    let isComplete = names.allSatisfy { FileManager.default.fileExists(atPath: path(of: $0, in: folder)) }
    return isComplete ? folder : nil
  }

  /// Where a file is, compressed or not.
  private static func path(of name: String, in folder: String) -> String {
    let plain = folder + "/" + name
    return FileManager.default.fileExists(atPath: plain) ? plain : plain + ".gz"
  }

  private static func fashionMNIST(in folder: String, files prefix: String) throws(FileError) -> MemoryDataSet
  {
    try MemoryDataSet(
      idxImages: path(of: "\(prefix)-images-idx3-ubyte", in: folder),
      labels: path(of: "\(prefix)-labels-idx1-ubyte", in: folder), classNames: fashionMNISTClasses)
  }
}
