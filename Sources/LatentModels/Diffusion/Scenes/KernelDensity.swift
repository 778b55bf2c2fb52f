import NumericCore
import RealModule

/// A kernel estimate of the density of rows in a plane, or along a line, on a lattice.
///
/// The rows are put on the lattice by linear binning and spread by a Gaussian along each axis (Wand, 1994). The bandwidths are a
/// multiple of Scott's, sd n^(−1/(d+4)), which is too wide for several clumps: of seven multiples from 1 down the one with the
/// greatest leave-one-out likelihood.
public struct KernelDensity: Hashable, Sendable {
  /// The density in the units of the rows.
  public let lattice: PlaneLattice
  /// The bandwidth along each axis.
  public let bandwidths: [Double]

  /// The estimate from `cloud`, x and y in turn; nil where the rows do not differ along both axes, or none is in the window.
  ///
  ///     upwards   nil for the rows' x alone; the lattice then has one row
  init?(
    of cloud: [Double], across: ClosedRange<Double>, upwards: ClosedRange<Double>?, columns: Int, rows: Int
  ) {
    let d = upwards == nil ? 1 : 2
    let count = cloud.count / 2
    let rows = d == 1 ? 1 : rows
    let ranges = [across, upwards ?? -0.5...0.5]
    let sizes = [columns, rows]
    let steps = zip(ranges, sizes).map { ($0.upperBound - $0.lowerBound) / Double($1) }
    var scott: [Double] = []
    for axis in 0..<d {
      let values = (0..<count).map { cloud[2 * $0 + axis] }
      let mean = values.reduce(0, +) / Double(count)
      let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count)
      guard variance > 0, variance.isFinite else { return nil }
      scott.append(variance.squareRoot() * Double.pow(Double(count), -1 / Double(d + 4)))
    }
    // Where each row lies on the lattice, and how far on the way to the next cell.
    var places: [(cell: [Int], share: [Double])] = []
    for row in 0..<count {
      var (cell, share) = ([0, 0], [0.0, 0.0])
      for axis in 0..<d {
        let place = (cloud[2 * row + axis] - ranges[axis].lowerBound) / steps[axis] - 0.5
        guard place >= 0, place < Double(sizes[axis] - 1) else {
          cell = []
          break
        }
        (cell[axis], share[axis]) = (Int(place), place - place.rounded(.down))
      }
      if !cell.isEmpty { places.append((cell, share)) }
    }
    guard !places.isEmpty else { return nil }
    /// The cells around a place and what each has of it.
    func corners(_ place: (cell: [Int], share: [Double])) -> [(index: Int, part: Double)] {
      let x = [(place.cell[0], 1 - place.share[0]), (place.cell[0] + 1, place.share[0])]
      let y =
        d == 1 ? [(0, 1.0)] : [(place.cell[1], 1 - place.share[1]), (place.cell[1] + 1, place.share[1])]
      return y.flatMap { row in x.map { (row.0 * columns + $0.0, row.1 * $0.1) } }
    }
    let spots = places.map(corners)
    var counts = [Double](repeating: 0, count: columns * rows)
    for spot in spots { for (index, part) in spot { counts[index] += part } }
    let cell = steps[0] * (d == 1 ? 1 : steps[1])

    var best: (score: Double, values: [Double], bandwidths: [Double])?
    for multiple in [1, 0.7, 0.5, 0.35, 0.25, 0.18, 0.12] {
      let bandwidths = scott.map { $0 * multiple }
      // A lattice cannot show what is finer than itself.
      guard best == nil || zip(bandwidths, steps).allSatisfy({ $0 >= 0.7 * $1 }) else { break }
      var values = counts
      var kernels: [[Double]] = []
      for axis in 0..<d {
        let kernel = Self.kernel(bandwidths[axis] / steps[axis], atMost: sizes[axis])
        kernels.append(kernel)
        values = Self.spread(values, kernel, columns: columns, rows: rows, alongRows: axis == 0)
      }
      let score = spots.indices.reduce(0.0) { sum, row in
        let here = spots[row].reduce(0) { $0 + $1.part * values[$1.index] }
        // What the row, shared out between two cells along each axis, has of itself.
        let own = kernels.indices.reduce(1.0) { product, axis in
          let (share, middle) = (places[row].share[axis], kernels[axis].count / 2)
          let both = 2 * share * (1 - share)
          return product * ((1 - both) * kernels[axis][middle] + both * kernels[axis][middle + 1])
        }
        return sum + Double.log(max(here - own, 1e-12))
      }
      if score > best?.score ?? -.infinity { best = (score, values, bandwidths) }
    }
    guard let best else { return nil }
    let unit = Double(count) * cell
    lattice = PlaneLattice(columns: columns, rows: rows, values: best.values.map { $0 / unit })
    bandwidths = best.bandwidths
  }

  /// A Gaussian of that deviation in cells, cut off at four of them, with sum 1.
  private static func kernel(_ deviation: Double, atMost size: Int) -> [Double] {
    let reach = min(size, max(1, Int((4 * deviation).rounded(.up))))
    let raw = (-reach...reach).map { place in
      let z = Double(place) / max(deviation, 1e-9)
      return Double.exp(-0.5 * z * z)
    }
    let sum = raw.reduce(0, +)
    return raw.map { $0 / sum }
  }

  /// Every value spread by the kernel along the rows, or along the columns.
  private static func spread(
    _ values: [Double], _ kernel: [Double], columns: Int, rows: Int, alongRows: Bool
  ) -> [Double] {
    let reach = kernel.count / 2
    let (length, stride) = alongRows ? (columns, 1) : (rows, columns)
    var result = [Double](repeating: 0, count: values.count)
    for line in 0..<(alongRows ? rows : columns) {
      let start = alongRows ? line * columns : line
      for from in 0..<length {
        let value = values[start + from * stride]
        guard value != 0 else { continue }
        for to in max(0, from - reach)...min(length - 1, from + reach) {
          result[start + to * stride] += value * kernel[to - from + reach]
        }
      }
    }
    return result
  }
}
