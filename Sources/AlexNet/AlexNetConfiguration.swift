import Tapestry

/// What an ``AlexNet`` is made of: its convolutions, its fully connected layers, and what they have in common.
///
/// Begin with one of the presets, ``paper(classes:width:)``, ``caffe(classes:width:)``,
/// ``oneWeirdTrick(classes:width:)`` or ``small(classes:width:imageSize:channels:)``, and change what is to differ:
///
/// ```swift
/// var configuration = AlexNetConfiguration.paper(classes: 20)
/// configuration.initialBias = 0.1      // a bias of 1 stalls on small data sets
/// configuration.pooling = .plain       // 2×2 windows, which do not overlap
/// configuration.normalization = nil    // no local response normalisation
/// let network = AlexNet<Float>(configuration)
/// ```
///
/// It can be encoded, and is stored in the weights' file by ``AlexNet/write(to:metadata:)``.
public struct AlexNetConfiguration: Codable, Equatable, Sendable {
  /// A convolution with what follows it: the activation, and normalisation and pooling where the layer has them.
  public struct Convolution: Codable, Equatable, Sendable {
    /// The filters, which is the number of channels that come out.
    public var channels: Int
    /// The rows and columns of a filter.
    public var kernel: Int
    /// The distance between neighbouring places of a filter.
    public var stride: Int
    /// Zeros on each side of an image.
    public var padding: Int
    /// The parts that channels are divided into: two where the paper had two GPUs that did not talk.
    public var groups: Int
    /// Whether local response normalisation follows.
    public var isNormalized: Bool
    /// Whether max-pooling follows.
    public var isPooled: Bool
    /// Whether biases begin at ``AlexNetConfiguration/initialBias``, and not at 0.
    public var startsBiased: Bool
    /// The standard deviation of the first weights, if not ``AlexNetConfiguration/weightDeviation``.
    public var weightDeviation: Double?

    /// A convolution of `channels` filters of `kernel` × `kernel` elements.
    public init(
      _ channels: Int, kernel: Int, stride: Int = 1, padding: Int = 0, groups: Int = 1,
      isNormalized: Bool = false, isPooled: Bool = false, startsBiased: Bool = false,
      weightDeviation: Double? = nil
    ) {
      (self.channels, self.kernel, self.stride, self.padding) = (channels, kernel, stride, padding)
      (self.groups, self.isNormalized, self.isPooled) = (groups, isNormalized, isPooled)
      (self.startsBiased, self.weightDeviation) = (startsBiased, weightDeviation)
    }
  }

  /// A fully connected layer between the convolutions and the output.
  public struct Hidden: Codable, Equatable, Sendable {
    /// The number of outputs.
    public var units: Int
    /// Whether biases begin at ``AlexNetConfiguration/initialBias``, and not at 0.
    public var startsBiased: Bool
    /// The standard deviation of the first weights, if not ``AlexNetConfiguration/weightDeviation``.
    public var weightDeviation: Double?

    /// A fully connected layer with `units` outputs.
    public init(_ units: Int, startsBiased: Bool = false, weightDeviation: Double? = nil) {
      (self.units, self.startsBiased, self.weightDeviation) = (units, startsBiased, weightDeviation)
    }
  }

  /// Local response normalisation: b = a / (k + α Σ a²)^β (section 3.3 of the paper).
  public struct Normalization: Codable, Equatable, Sendable {
    /// The channels that are summed over.
    public var size = 5
    /// α.
    public var alpha = 1e-4
    /// β.
    public var beta = 0.75
    /// k.
    public var k = 2.0
    /// Whether α is divided by ``size``, as in Caffe and PyTorch.
    public var dividesAlpha = false

    /// The paper's constants.
    public init() {}
  }

  /// The windows of max-pooling.
  public struct Pooling: Codable, Equatable, Sendable {
    /// The rows and columns of a window.
    public var size: Int
    /// The distance between neighbouring windows.
    public var stride: Int

    /// Windows of `size` × `size` elements.
    public init(size: Int, stride: Int) { (self.size, self.stride) = (size, stride) }

    /// 3×3 windows at a distance of 2 (section 3.4 of the paper).
    public static let overlapping = Pooling(size: 3, stride: 2)
    /// 2×2 windows at a distance of 2.
    public static let plain = Pooling(size: 2, stride: 2)
  }

  /// The rows and columns of an image.
  public var imageSize: Int
  /// The channels of an image: 3 where it has colors.
  public var channels: Int
  /// The number of classes.
  public var classes: Int
  /// The convolutions, in order.
  public var convolutions: [Convolution]
  /// The fully connected layers before the output, in order.
  public var hidden: [Hidden]
  /// The function after each layer but the last.
  public var activation = Activation.relu
  /// The normalisation after those convolutions that have one; nil for none anywhere.
  public var normalization: Normalization? = Normalization()
  /// The max-pooling after those convolutions that have one.
  public var pooling = Pooling.overlapping
  /// The probability with which dropout drops.
  public var dropout = 0.5
  /// Whether dropout comes before each hidden layer, as in torchvision, and not after its activation.
  public var dropsInputs = false
  /// Whether convolutions have zeros added at the bottom and on the right until the last stride fits, as in the authors' code.
  public var roundsConvolutionsUp = false
  /// Whether pooling keeps a last window that does not fit whole, as in the authors' code and Caffe.
  public var roundsPoolingUp = false
  /// The rows and columns to which images are averaged before the hidden layers, so that these take images of any size;
  /// nil where they are not.
  public var averagedSize: Int?
  /// The standard deviation of the first weights, normally distributed; nil for one that depends on the layer's size:
  /// He's for ReLU, Glorot's for others.
  public var weightDeviation: Double? = 0.01
  /// Where the biases of those layers begin that do not begin at 0.
  public var initialBias = 1.0

  /// A network of these layers, with the paper's constants for the rest.
  public init(
    imageSize: Int, channels: Int = 3, classes: Int, convolutions: [Convolution], hidden: [Hidden]
  ) {
    (self.imageSize, self.channels, self.classes) = (imageSize, channels, classes)
    (self.convolutions, self.hidden) = (convolutions, hidden)
  }
}
