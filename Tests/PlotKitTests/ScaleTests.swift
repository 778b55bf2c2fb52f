import PlotKit
import Testing

@Suite("Scales and ticks")
struct ScaleTests {
  static let nasty: [Double] = [
    .nan, .infinity, -.infinity, 0, -0.0, 1, -1, 1e308, -1e308, 1e-308, .leastNonzeroMagnitude,
    -.leastNonzeroMagnitude, 1e-12, 1e12, 3.14,
    .greatestFiniteMagnitude,
  ]

  @Test("limits are finite, in order and different whatever they are made from", arguments: nasty)
  func soundLimits(first: Double) {
    for last in ScaleTests.nasty {
      for kind in [Scale.Kind.linear, .logarithmic] {
        var scale = Scale(from: first, to: last, kind: kind)
        for change in ScaleTests.nasty {
          for scale in [
            scale, scale.expanded(by: change), scale.zoomed(by: change, around: last),
            scale.panned(by: change),
            Scale(fitting: [first, last, change], kind: kind, margin: 0.1),
          ] {
            #expect(scale.lower.isFinite && scale.upper.isFinite && scale.lower < scale.upper)
            #expect(kind == .linear || scale.lower > 0)
            #expect(scale.fraction(of: scale.lower).magnitude < 1e-9)
            #expect((scale.fraction(of: scale.upper) - 1).magnitude < 1e-9)
          }
        }
        for _ in 0..<60 { scale = scale.zoomed(by: 10, around: scale.lower) }
        #expect(scale.lower < scale.upper)
        for count in [-1, 0, 1, 2, 5, 50] {
          let ticks = scale.ticks(atMost: count)
          #expect(ticks.count <= max(0, count))
          #expect(ticks.allSatisfy { $0.value.isFinite })
        }
      }
    }
  }

  @Test("values and fractions are each other's inverse")
  func inverse() {
    let linear = Scale(from: -3, to: 5)
    #expect(linear.fraction(of: 1) == 0.5)
    #expect(linear.value(at: 0.25) == -1)
    let logarithmic = Scale(from: 0.01, to: 100, kind: .logarithmic)
    #expect((logarithmic.fraction(of: 1) - 0.5).magnitude < 1e-12)
    #expect((logarithmic.value(at: 0.75) - 10).magnitude < 1e-9)
    #expect(logarithmic.fraction(of: 0).isNaN)
    #expect(logarithmic.fraction(of: -1).isNaN)
  }

  @Test("one value is widened, none is 0 to 1")
  func degenerate() {
    #expect(Scale(from: 10, to: 10).lower == 9.5)
    #expect(Scale(from: 10, to: 10).upper == 10.5)
    #expect(Scale(from: 0, to: 0).lower == -0.5)
    #expect(Scale(fitting: []).upper == 1)
    #expect(Scale(fitting: [.nan, 2, .infinity, 4]).upper == 4)
    #expect(Scale(from: -4, to: 0, kind: .logarithmic).upper == 10)
    #expect(Scale(from: 0, to: 1, kind: .logarithmic).lower == 1e-6)
    #expect(Scale(fitting: [-1, 0, 2, 8], kind: .logarithmic).lower == 2)
  }

  @Test("zooming keeps the value under the cursor in its place, and zooming back restores the limits")
  func zoom() {
    for kind in [Scale.Kind.linear, .logarithmic] {
      let scale = Scale(from: 1, to: 100, kind: kind)
      let closer = scale.zoomed(by: 4, around: 20)
      #expect((closer.fraction(of: 20) - scale.fraction(of: 20)).magnitude < 1e-12)
      let back = closer.zoomed(by: 0.25, around: 20)
      #expect((back.lower - 1).magnitude < 1e-9 && (back.upper - 100).magnitude < 1e-9)
    }
    #expect(Scale(from: 0, to: 10).panned(by: 0.5) == Scale(from: 5, to: 15))
    #expect(Scale(from: 0, to: 10).expanded(by: 0.1) == Scale(from: -1, to: 11))
  }

  @Test("linear ticks are round numbers with equal decimals")
  func linearTicks() {
    #expect(labels(0, 1, 5) == ["0.00", "0.25", "0.50", "0.75", "1.00"])
    #expect(
      labels(0, 1, 11) == ["0.0", "0.1", "0.2", "0.3", "0.4", "0.5", "0.6", "0.7", "0.8", "0.9", "1.0"])
    #expect(labels(-0.3, 0.3, 7) == ["-0.3", "-0.2", "-0.1", "0.0", "0.1", "0.2", "0.3"])
    #expect(labels(1.1, 5.6, 5) == ["2", "3", "4", "5"])
    #expect(labels(-1310, -1130, 4) == ["-1300", "-1250", "-1200", "-1150"])
    #expect(labels(0, 2_000_000, 3) == ["0", "1e6", "2e6"])
    #expect(labels(0, 2e12, 5) == ["0", "0.5e12", "1.0e12", "1.5e12", "2.0e12"])
    #expect(labels(0, 2e-12, 3) == ["0", "1e-12", "2e-12"])
    #expect(labels(-0.004, 0.004, 3) == ["-0.0025", "0.0000", "0.0025"])
    #expect(labels(0, 1, 0) == [])
  }

  @Test(
    "a tick's value is the double nearest to its label",
    arguments: [(0.0, 1.0), (-0.7, 0.3), (1e-9, 7e-9), (3, 5e7)])
  func exactTicks(range: (Double, Double)) {
    for count in 1...12 {
      for tick in Scale(from: range.0, to: range.1).ticks(atMost: count) {
        #expect(Double(tick.label) == tick.value)
      }
    }
  }

  @Test("logarithmic ticks are powers of ten, with 2 and 5 where there is room")
  func logarithmicTicks() {
    #expect(labels(1, 1000, 4, .logarithmic) == ["1", "10", "100", "1000"])
    #expect(labels(0.01, 10, 4, .logarithmic) == ["0.01", "0.1", "1", "10"])
    #expect(labels(1, 100, 9, .logarithmic) == ["1", "2", "5", "10", "20", "50", "100"])
    #expect(labels(1e-8, 1e8, 5, .logarithmic) == ["1e-8", "1e-4", "1e0", "1e4", "1e8"])
    #expect(labels(2, 8, 4, .logarithmic) == ["2", "4", "6", "8"])
  }

  private func labels(_ low: Double, _ high: Double, _ count: Int, _ kind: Scale.Kind = .linear) -> [String] {
    Scale(from: low, to: high, kind: kind).ticks(atMost: count).map(\.label)
  }
}
