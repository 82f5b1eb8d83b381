import AlexNet
import Tapestry

extension AlexNet<Float> {
  /// The first convolution's weights: `[filters, channels, rows, columns]`.
  package var filters: Tensor<Float> {
    guard let first = layers.elements.first?.layer as? Conv2D<Float> else {
      return Tensor(zeros: [1, 1, 1, 1])
    }
    return first.weight
  }
}
