import Tapestry

/// Which rows of features are the nearest to others.
package struct NearestFeatures {
  /// For each query, the indices of the nearest rows, the nearest first.
  package let indices: [[Int]]
  /// Their distances.
  package let distances: [[Double]]

  /// The `count` rows of `features` that have the smallest Euclidean distance to each row of `queries`.
  package init(to queries: Tensor<Float>, among features: Tensor<Float>, count: Int) {
    let squares = (features * features).sum(axes: [1])
    let own = (queries * queries).sum(axes: [1], keepingAxes: true)
    let distances = own + squares - queries.matmul(features, transposing: .second) * 2
    let count = min(count, features.shape[0])
    let (values, places) = (-distances).topK(count)
    let (flat, flatPlaces) = (values.scalars, places.scalars)
    let rows = (0..<queries.shape[0]).map { $0 * count..<($0 + 1) * count }
    indices = rows.map { flatPlaces[$0].map(Int.init) }
    self.distances = rows.map { flat[$0].map { Double(max(-$0, 0)).squareRoot() } }
  }
}
