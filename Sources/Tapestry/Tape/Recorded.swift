// How an operation records its gradient. Each ends in one of these calls, so that its value and its gradient
// stand side by side:
//
//     func sin() -> Tensor {
//       unary(.sin).recorded(from: self) { dy in dy * self.cos() }
//     }
//
// A pullback captures what it needs, and only that, since the tape keeps alive what it captures. It is made of
// ordinary differentiable operations, so that a gradient can be differentiated again.
//
// Tensors of other types than `Float` and `Double` are never tracked, so that operations which only move elements
// record themselves for every type.

extension Tensor {
  /// This value, recorded as a function of `x`. `pullback` turns the gradient with respect to this value into the
  /// gradient with respect to `x`.
  @inline(__always)
  func recorded<X: TensorScalar>(
    from x: Tensor<X>, pullback: @escaping @Sendable (_ dy: Tensor) -> Tensor<X>
  ) -> Tensor {
    guard let trace = x.trace else { return self }
    return recorded(on: Recording.common(trace)) { _, edges in edges.append(Self.edge(to: trace, pullback)) }
  }

  /// As ``recorded(from:pullback:)``, where the gradient is a function of the result `y`: `exp` is its own
  /// derivative.
  @inline(__always)
  func recorded<X: TensorScalar>(
    from x: Tensor<X>, withResult pullback: @escaping @Sendable (_ dy: Tensor, _ y: Tensor) -> Tensor<X>
  ) -> Tensor {
    guard let trace = x.trace else { return self }
    return recorded(on: Recording.common(trace)) { y, edges in
      edges.append(Self.edge(to: trace) { dy in pullback(dy, y) })
    }
  }

  /// This value, recorded as a function of `a` and `b`, with a pullback to each. That of an operand which is not
  /// tracked is dropped, with what it captured.
  @inline(__always)
  func recorded<A: TensorScalar, B: TensorScalar>(
    from a: Tensor<A>, _ pullbackA: @escaping @Sendable (_ dy: Tensor) -> Tensor<A>,
    from b: Tensor<B>, _ pullbackB: @escaping @Sendable (_ dy: Tensor) -> Tensor<B>
  ) -> Tensor {
    recorded(from: a.trace, pullbackA, from: b.trace, pullbackB)
  }

  /// As ``recorded(from:_:from:_:)-(Tensor<A>,_,_,_)``, where the operands themselves are gone.
  @inline(__always)
  func recorded<A: TensorScalar, B: TensorScalar>(
    from a: Trace?, _ pullbackA: @escaping @Sendable (_ dy: Tensor) -> Tensor<A>,
    from b: Trace?, _ pullbackB: @escaping @Sendable (_ dy: Tensor) -> Tensor<B>
  ) -> Tensor {
    guard a != nil || b != nil else { return self }
    return recorded(on: Recording.common(a, b)) { _, edges in
      if let trace = a { edges.append(Self.edge(to: trace, pullbackA)) }
      if let trace = b { edges.append(Self.edge(to: trace, pullbackB)) }
    }
  }

  /// As ``recorded(from:_:from:_:)-(Tensor<A>,_,_,_)``, where the gradients are functions of the result `y`.
  @inline(__always)
  func recorded<A: TensorScalar, B: TensorScalar>(
    from a: Tensor<A>, _ pullbackA: @escaping @Sendable (_ dy: Tensor, _ y: Tensor) -> Tensor<A>,
    from b: Tensor<B>, _ pullbackB: @escaping @Sendable (_ dy: Tensor, _ y: Tensor) -> Tensor<B>
  ) -> Tensor {
    guard a.trace != nil || b.trace != nil else { return self }
    return recorded(on: Recording.common(a.trace, b.trace)) { y, edges in
      if let trace = a.trace { edges.append(Self.edge(to: trace) { dy in pullbackA(dy, y) }) }
      if let trace = b.trace { edges.append(Self.edge(to: trace) { dy in pullbackB(dy, y) }) }
    }
  }

  /// This value, recorded as a function of `a`, `b` and, where there is one, `c`, with a pullback to each.
  func recorded<A: TensorScalar, B: TensorScalar, C: TensorScalar>(
    from a: Tensor<A>, _ pullbackA: @escaping @Sendable (_ dy: Tensor) -> Tensor<A>,
    from b: Tensor<B>, _ pullbackB: @escaping @Sendable (_ dy: Tensor) -> Tensor<B>,
    from c: Tensor<C>?, _ pullbackC: @escaping @Sendable (_ dy: Tensor) -> Tensor<C>
  ) -> Tensor {
    recorded(on: Recording.common([a.trace, b.trace, c?.trace].compactMap(\.self))) { _, edges in
      if let trace = a.trace { edges.append(Self.edge(to: trace, pullbackA)) }
      if let trace = b.trace { edges.append(Self.edge(to: trace, pullbackB)) }
      if let trace = c?.trace { edges.append(Self.edge(to: trace, pullbackC)) }
    }
  }

  /// This value, recorded as a function of all of `inputs`; `pullback` gives the gradient with respect to the
  /// input of the given index.
  func recorded<X: TensorScalar>(
    fromAll inputs: [Tensor<X>], pullback: @escaping @Sendable (_ dy: Tensor, _ index: Int) -> Tensor<X>
  ) -> Tensor {
    recorded(on: Recording.common(inputs.compactMap(\.trace))) { _, edges in
      for (index, input) in inputs.enumerated() {
        guard let trace = input.trace else { continue }
        edges.append(Self.edge(to: trace) { dy in pullback(dy, index) })
      }
    }
  }

  /// This value, recorded as a function of `inputs`, which may differ in type; `pullback` gives the gradients with
  /// respect to all of them, in their order.
  func recorded(
    jointlyFrom inputs: [ErasedTensor], pullback: @escaping @Sendable (_ dy: Tensor) -> [ErasedTensor]
  ) -> Tensor {
    let traces = inputs.compactMap(\.trace)
    let tracked = inputs.indices.filter { inputs[$0].trace != nil }
    return recorded(on: Recording.common(traces)) { _, edges in
      edges.append(
        .several(sources: traces.map(\.step)) { dy in
          let gradients = pullback(dy.typed())
          return tracked.map { gradients[$0] }
        })
    }
  }

  private func recorded(
    on recording: Recording?, addEdges: (_ y: Tensor, inout [Recording.Edge]) -> Void
  ) -> Tensor {
    guard let recording else { return self }
    var y = self
    y.trace = recording.append { trace, edges in
      y.trace = trace
      addEdges(y, &edges)
    }
    return y
  }

  private static func edge<X: TensorScalar>(
    to source: Trace, _ pullback: @escaping @Sendable (_ dy: Tensor) -> Tensor<X>
  ) -> Recording.Edge {
    .one(source: source.step) { dy in ErasedTensor(pullback(dy.typed())) }
  }
}
