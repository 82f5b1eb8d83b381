import AlexNet
import ExampleSupport
import Foundation
import Tapestry

/// All that a training depends on, besides the images: with the same recipe come the same bits. It is `recipe.json` in a
/// run's folder, and the argument of `--recipe`.
struct Recipe: Codable, Equatable, Sendable {
  /// The networks to choose from.
  enum Preset: String, Codable, CaseIterable, Sendable {
    /// Five convolutions in the paper's spirit for images of 28 to 64 pixels.
    case small
    /// The paper's, with its recipe to the letter.
    case paper
    /// Caffe's variant: 227 pixels, normalisation with k = 1, biases of 0.1.
    case caffe
    /// Torchvision's, from "One weird trick": no groups, no normalisation.
    case torchvision
  }

  /// The optimisers to choose from.
  enum Method: String, Codable, CaseIterable, Sendable {
    /// Gradient descent with momentum, the rate inside the velocity as in the paper.
    case sgd
    case nesterov, adam, adamw, rmsprop
  }

  /// How the learning rate changes.
  enum Course: String, Codable, CaseIterable, Sendable {
    /// Divided whenever the test error has stopped to fall, as in the paper.
    case plateau
    case constant
    /// Divided after each third of the epochs.
    case step
    case cosine
    case oneCycle = "one-cycle"
  }

  // The data.
  /// A folder of images, of ImageNet's layout, or of IDX or CIFAR-10 files; empty for the images that come with the library.
  var data = ""
  /// How many training images are used; 0 for all.
  var limit = 0

  // The network.
  var preset = Preset.small
  /// The number of classes; 0 for as many as the data have.
  var classes = 0
  /// The width and height that the network sees; 0 for those of the images, or 64 for photographs.
  var imageSize = 0
  /// What the numbers of filters and neurons are multiplied by.
  var width = 1.0
  var dropout = 0.2
  /// Whether responses are normalised, as in section 3.3 of the paper.
  var normalization = true
  /// What biases start from where the paper has 1.
  var initialBias = 0.0

  // The training.
  var batch = TrainingRecipe.small.batchSize
  var epochs = 32
  var optimizer = Method.adamw
  var rate = 0.002
  var momentum = TrainingRecipe.small.momentum
  var decay = Self.decoupledDecay
  /// The share of a label that is spread over all classes (Szegedy et al. 2016, "Rethinking the Inception architecture").
  var labelSmoothing = 0.1
  /// The norm that a gradient is shortened to where it is longer; 0 for never.
  var clip = 0.0
  var seed = 1

  // The learning rate.
  var schedule = Course.cosine
  /// The steps in which the rate rises to its first value.
  var warmUp = 0
  /// What the rate is divided by on a plateau.
  var plateauDivisor = 10.0
  /// How many checks in a row may be no better before the rate is divided.
  var plateauPatience = 5
  /// The rate below which a plateau does not lead.
  var minimumRate = 0.0

  // Augmentation.
  /// The black pixels around small images that crops may reach into. Photographs are larger than their crops.
  var margin = 1
  /// Whether crops are random.
  var crops = true
  /// Whether half of the images are mirrored.
  var flips = true
  /// The deviation of the shift along the principal components of the colours (section 4.1 of the paper); 0 for none.
  var colorShift = 0.0

  // Checks on the test images.
  /// How many epochs lie between two.
  var checkEvery = 1
  /// After how many checks without a lower error the training ends; 0 for never.
  var patience = 0
}

extension Recipe {
  /// The weight decay that suits AdamW, in which it does not pass through the gradients' means.
  private static let decoupledDecay = 0.2

  /// The optimiser. To change between AdamW and another one changes the weight decay to one that suits.
  var method: Method {
    get { optimizer }
    set {
      if (newValue == .adamw) != (optimizer == .adamw) {
        decay = newValue == .adamw ? Self.decoupledDecay : TrainingRecipe.paper.decay
      }
      optimizer = newValue
    }
  }

  /// The recipe of a preset: for those of full size, the paper's.
  init(_ preset: Preset) {
    self.preset = preset
    guard preset != .small else { return }
    imageSize = preset == .caffe ? 227 : 224
    let paper = TrainingRecipe.paper
    (batch, epochs, rate, momentum, decay) = (
      paper.batchSize, paper.epochs, paper.learningRate, paper.momentum, paper.decay
    )
    (plateauDivisor, plateauPatience) = (paper.divisor, paper.patience)
    (optimizer, dropout, labelSmoothing) = (.sgd, 0.5, 0)
    initialBias = preset == .paper ? 1 : preset == .caffe ? 0.1 : 0
    normalization = preset != .torchvision
    // Its first weights are larger, and no normalisation holds back what they make.
    if preset == .torchvision { rate = paper.learningRate / 10 }
    schedule = .plateau
    minimumRate = 1e-5
    colorShift = paper.colorDeviation
  }

  /// The recipe in a JSON file. What it does not say is as in the preset that it names, or else in the small one.
  init(file path: String) throws {
    let data = try Data(WholeFile.read(path, limit: 1 << 20))
    guard let given = try? JSONSerialization.jsonObject(with: data) as? [String: Any] else {
      throw Misuse("\(path): expected a JSON object, such as {\"preset\": \"small\", \"epochs\": 10}")
    }
    var preset = Preset.small
    if let name = given["preset"] {
      preset = try Value.choice("\(name)", of: "\(path): preset")
    }
    var standard = Recipe(preset)
    if let method = (given["optimizer"] as? String).flatMap(Method.init) { standard.method = method }
    var values =
      try JSONSerialization.jsonObject(with: JSONEncoder().encode(standard)) as? [String: Any] ?? [:]
    for (key, value) in given {
      guard values[key] != nil else {
        throw Misuse(
          "\(path): \(key) is no part of a recipe; there are \(values.keys.sorted().joined(separator: ", "))")
      }
      values[key] = value
    }
    do {
      self = try JSONDecoder().decode(Recipe.self, from: JSONSerialization.data(withJSONObject: values))
    } catch let DecodingError.typeMismatch(type, context) {
      throw Misuse(
        "\(path): \(context.codingPath.map(\.stringValue).joined(separator: ".")): expected \(type)")
    } catch let DecodingError.dataCorrupted(context) {
      let place = context.codingPath.map(\.stringValue).joined(separator: ".")
      throw Misuse("\(path): \(place): \(context.debugDescription)")
    }
    for option in Self.options {
      if let problem = option.problem(self) { throw Misuse("\(path): \(problem)") }
    }
  }

  /// The recipe as JSON.
  var json: String {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
    }
  }
}
