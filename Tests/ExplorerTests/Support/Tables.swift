import DataFiles
import LatentModels
import NumericCore

/// The data sets that the explorer is looked at with, and fixed starts on them, so that pictures do not hang on a seed.
enum Tables {
  static let faithful = load("faithful")
  static let galaxies = load("galaxies")
  static let iris = load("iris")
  static let penguins = load("penguins")
  static let dyestuff = load("dyestuff")
  static let linkage = load("linkage")
  static let murray = load("murray")

  /// Two round components at the two clouds of Old Faithful.
  static let faithfulStart = MixtureSettings(
    components: 2,
    start: .given(
      MixtureParameters(
        weights: [0.5, 0.5], means: Matrix([[2, 55], [4.5, 80]]),
        covariances: [Matrix(diagonal: [0.25, 36]), Matrix(diagonal: [0.25, 36])])))

  /// Three components along the velocities of the galaxies, in thousands of km/s or in km/s as the table has them.
  static let galaxiesStart: MixtureSettings = {
    let unit = galaxies.values.column(0).max() ?? 0 > 1000 ? 1000.0 : 1.0
    return MixtureSettings(
      components: 3,
      start: .given(
        MixtureParameters(
          weights: [0.2, 0.6, 0.2], means: Matrix([[10 * unit], [21 * unit], [30 * unit]]),
          covariances: Array(repeating: Matrix(diagonal: [4 * unit * unit]), count: 3))))
  }()

  /// Three components near the three species of iris.
  static let irisStart = MixtureSettings(
    components: 3,
    start: .given(
      MixtureParameters(
        weights: [0.4, 0.3, 0.3],
        means: Matrix([[5, 3.4, 1.5, 0.25], [6, 2.8, 4.3, 1.3], [6.6, 3, 5.5, 2]]),
        covariances: Array(repeating: Matrix(diagonal: [0.2, 0.1, 0.2, 0.05]), count: 3))))

  /// Forty draws of a bent curve, for the variational lab.
  static let curve = DataTable(
    name: "curve",
    values: Matrix(
      rows: 40, columns: 1,
      storage: [
        -0.15, -0.95, -0.83, -1.43, -1.04, -0.93, -0.95, -1.15, -0.59, -0.42,
        -0.67, -1.22, -0.38, -0.99, -0.28, -1.20, -0.19, -0.50, -1.10, -0.62,
        -0.36, -0.18, -0.75, -0.81, -0.06, -0.35, 0.02, 0.31, -0.78, 0.32,
        0.86, 0.13, -0.05, 0.76, 0.79, 1.26, 0.84, 0.89, 3.57, 3.64,
      ]), columnNames: ["x"])

  /// Two clouds of twenty draws each, for the diffusion lab.
  static let clouds: DataTable = {
    let rows = (0..<40).map { row -> [Double] in
      var stream = RandomStream(seed: 7, purpose: .sampling, step: 0, row: UInt32(row))
      let (a, b) = (stream.normal(), stream.normal())
      return row % 2 == 0 ? [10 + a, 50 + 3 * b] : [16 + 1.5 * a, 70 + 4 * b + 3 * a]
    }
    return DataTable(name: "clouds", values: Matrix(rows), columnNames: ["x", "y"])
  }()

  /// Forty pictures of 4x4 pixels, each 0 or 1: a bar upright in twenty of them, level in the others.
  static let bars: DataTable = {
    let rows = (0..<40).map { row -> [Double] in
      (0..<16).map { pixel in
        let place = row < 20 ? pixel % 4 : pixel / 4
        return place == row / 5 % 4 || (row % 5 == 4 && pixel == row % 16) ? 1 : 0
      }
    }
    return DataTable(
      name: "bars", values: Matrix(rows),
      labels: Labels(name: "kind", codes: (0..<40).map { $0 < 20 ? 0 : 1 }, levels: ["upright", "level"]))
  }()

  /// The same in greys.
  static let greyBars: DataTable = {
    var values = bars.values
    for index in values.storage.indices { values.storage[index] = values.storage[index] * 0.7 + 0.1 }
    return DataTable(
      name: "grey", values: values, imageShape: ImageShape(height: 4, width: 4))
  }()

  private static func load(_ name: String) -> DataTable {
    do {
      return try DataCatalog.load(name)
    } catch {
      return DataTable(name: "\(name): \(error)", values: Matrix(rows: 0, columns: 0))
    }
  }
}

/// The threads that all tests share.
let sharedPool = WorkerPool(threads: 2)
