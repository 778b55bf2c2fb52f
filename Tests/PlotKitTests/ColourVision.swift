import CellGrid
import Glibc

/// How colours look to people: as designed, and without the long, the middle or the short cones (Machado, Oliveira & Fernandes,
/// 2009, severity 1, on linear RGB); without the short ones also after Brettel, Viénot & Mollon (1997), whose two half-planes fit
/// that case better.
enum ColourVision: CaseIterable {
  case usual, protanopia, deuteranopia, tritanopia, tritanopiaOfBrettel

  /// Those that the dark and the light theme are made for: what is rarer has a theme of its own.
  static let common: [ColourVision] = [.usual, .protanopia, .deuteranopia]

  private func matrix(for linear: [Double]) -> [[Double]] {
    switch self {
    case .usual: return [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
    case .protanopia:
      return [
        [0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998],
      ]
    case .deuteranopia:
      return [
        [0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881],
      ]
    case .tritanopia:
      return [
        [1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900],
      ]
    case .tritanopiaOfBrettel:
      let side = zip([0.03901, -0.02788, -0.01113], linear).map { $0 * $1 }.reduce(0, +)
      return side >= 0
        ? [[1.01277, 0.13548, -0.14826], [-0.01243, 0.86812, 0.14431], [0.07589, 0.80500, 0.11911]]
        : [[0.93678, 0.18979, -0.12657], [0.06154, 0.81526, 0.12320], [-0.37562, 1.12767, 0.24796]]
    }
  }

  /// The distance in OKLab between two colours as they are seen; 1 is black to white.
  func distance(_ one: Color, _ two: Color) -> Double {
    zip(lab(one), lab(two)).map { ($0 - $1) * ($0 - $1) }.reduce(0, +).squareRoot()
  }

  /// The distance between those two of `colors` that are closest.
  func closest(_ colors: [Color]) -> Double {
    colors.indices.flatMap { index in colors[..<index].map { distance($0, colors[index]) } }.min()
      ?? .infinity
  }

  private func lab(_ color: Color) -> [Double] {
    guard case .rgb(let red, let green, let blue) = color else { return [0, 0, 0] }
    let linear = [red, green, blue].map { component in
      let value = Double(component) / 255
      return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
    }
    let seen = ColourVision.product(matrix(for: linear), linear).map { min(max($0, 0), 1) }
    let cones = ColourVision.product(
      [
        [0.4122214708, 0.5363325363, 0.0514459929], [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
      ], seen
    ).map { cbrt($0) }
    return ColourVision.product(
      [
        [0.2104542553, 0.7936177850, -0.0040720468], [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
      ], cones)
  }

  private static func product(_ matrix: [[Double]], _ vector: [Double]) -> [Double] {
    matrix.map { row in zip(row, vector).map { $0 * $1 }.reduce(0, +) }
  }
}
