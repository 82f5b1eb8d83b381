/// An image and the training images that the last hidden layer finds most like it, as on the right of the paper's figure 4.
package struct Neighbours {
  private let picture: String
  private let name: String
  private let nearest: [(picture: String, name: String)]

  /// - Parameter picture: The source of the picture in HTML.
  package init(picture: String, name: String, nearest: [(picture: String, name: String)]) {
    (self.picture, self.name, self.nearest) = (picture, name, nearest)
  }

  package var html: String {
    let others = nearest.map { near in
      figure(near.picture, near.name, near.name == name ? "good" : "bad")
    }
    return """
      <div class="neighbours">\(figure(picture, name, ""))<span class="arrow">→</span>\(others.joined())</div>
      """
  }

  private func figure(_ source: String, _ name: String, _ kind: String) -> String {
    #"<figure><img src="\#(source)" alt=""><figcaption class="\#(kind)">\#(escaped(name))</figcaption></figure>"#
  }
}
