import Tapestry

/// What sets trained filters apart from random ones, in numbers.
struct FilterStructure {
  /// The correlation of neighbouring weights, over all filters: about 0 where weights are independent, near 1 where filters
  /// are smooth.
  let smoothness: Double
  /// The share of the energy of all filters that is in differences between the channels: 2/3 where weights are independent.
  let colorShare: Double
  /// The filters of which more than half of the energy is in such differences, of those with at least the mean energy.
  let coloredCount: Int

  /// - Parameter filters: `[filters, channels, rows, columns]`.
  init(_ filters: Tensor<Float>) {
    let centered = filters - filters.mean(axes: [2, 3], keepingAxes: true)
    let energy = (centered * centered).sum().item()
    let (rows, columns) = (filters.shape[2], filters.shape[3])
    let right = centered[.all, .all, .all, 1..<columns] * centered[.all, .all, .all, 0..<columns - 1]
    let down = centered[.all, .all, 1..<rows, .all] * centered[.all, .all, 0..<rows - 1, .all]
    // There are fewer pairs of neighbours than weights.
    let pairs = Float(rows * (columns - 1) + columns * (rows - 1)) / Float(rows * columns)
    smoothness = Double((right.sum() + down.sum()).item() / energy / pairs)

    let differences = filters - filters.mean(axes: [1], keepingAxes: true)
    let energies = (filters * filters).sum(axes: [1, 2, 3])
    let colors = (differences * differences).sum(axes: [1, 2, 3])
    colorShare = Double((colors.sum() / energies.sum()).item())
    let mean = energies.mean().item()
    coloredCount = zip(energies.scalars, colors.scalars).count { $0 >= mean && $1 > 0.5 * $0 }
  }
}
