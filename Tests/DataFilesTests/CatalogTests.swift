import DataFiles
import Glibc
import NumericCore
import Testing

@Suite("Built-in data sets")
struct CatalogTests {
  @Test("every data set of the catalogue loads, and is as the catalogue says")
  func list() throws {
    #expect(
      DataCatalog.list.map(\.name).prefix(12)
        == [
          "faithful", "galaxies", "iris", "penguins", "dyestuff", "murray", "linkage", "lsat", "cbpp",
          "digits",
          "fashion-mnist", "fashion-mnist-test",
        ])
    for entry in DataCatalog.list where entry.kind != .installed {
      let data = try DataCatalog.load(entry.name)
      #expect(data.name == entry.name)
      #expect(data.rows == entry.rows)
      #expect(data.columnNames == entry.columnNames)
      #expect(data.labels?.name == entry.label)
      #expect((data.weights != nil) == (entry.weights != nil))
      #expect(data.source.weights == entry.weights)
      #expect(data.notes == (entry.name == "digits" ? ["pixels of 0 to 16 are scaled to [0, 1]"] : []))
      #expect(data.source.location == entry.name)
      #expect(data.source.sha256.count == 64)
    }
  }

  @Test("the first rows and the sums are those of the published data")
  func published() throws {
    func sums(_ name: String) throws -> [Double] {
      let data = try DataCatalog.load(name).completeRows()
      return (0..<data.dimensions).map { data.values.column($0).reduce(0, +) }
    }
    #expect(try DataCatalog.load("faithful").values.row(0) == [3.6, 79])
    #expect(try sums("faithful").map { ($0 * 1000).rounded() } == [948_677, 19_284_000])
    #expect(try sums("galaxies") == [1_707_910])
    #expect(try sums("iris").map { ($0 * 10).rounded() } == [8765, 4586, 5637, 1799])
    #expect(try sums("penguins").map { ($0 * 10).rounded() } == [150_213, 58_657, 687_130, 14_370_000])
    #expect(try sums("dyestuff") == [30 * 1527.5])
    #expect(try sums("linkage") == [197])
    #expect(try DataCatalog.load("dyestuff").labels?.levels == ["A", "B", "C", "D", "E", "F"])
    let murray = try DataCatalog.load("murray")
    #expect(murray.incompleteRows == 8 && murray.completeRows().rows == 4)
    #expect(murray.values.storage.filter { !$0.isNaN }.reduce(0) { $0 + $1 * $1 } == 40)
  }

  @Test("lsat has a row for each pattern of answers that was given, and counts it as often as it was")
  func lsat() throws {
    let data = try DataCatalog.load("lsat")
    let weights = try #require(data.weights)
    #expect(weights.allSatisfy { $0 >= 1 } && data.totalWeight == 1000)
    #expect(data.values.storage.allSatisfy { $0 == 0 || $0 == 1 })
    #expect(Set(data.values.arrays).count == 30)
    #expect(Moments(of: data).mean.map { ($0 * 1000).rounded() } == [924, 709, 553, 763, 870])
    // Σ n log(n / 1000) over the patterns: the log-likelihood of the law that fits each pattern by itself.
    #expect(abs(weights.reduce(0) { $0 + $1 * log($1 / 1000) } - -2456.0385612) < 1e-7)
    let again = try loadTable(DataRequest(location: "lsat", columns: ["item1", "item5"], weights: "count"))
    #expect(again.weights == weights && again.dimensions == 2)
    let counts = try loadTable(DataRequest(location: "lsat", columns: ["count"]))
    #expect(counts.weights == nil && counts.values.column(0) == weights)
  }

  @Test("cbpp has its herds as labels, and cases, sizes and periods as numbers")
  func cbpp() throws {
    let data = try DataCatalog.load("cbpp")
    #expect(data.labels?.levels == (1...15).map { String($0) })
    #expect(data.values.row(0) == [2, 14, 1])
    #expect((0..<3).map { data.values.column($0).reduce(0, +) } == [99, 842, 137])
    #expect((0..<data.rows).allSatisfy { data.values[$0, 0] <= data.values[$0, 1] })
    // Herd 8 was seen once only; the others in each of the four periods.
    #expect(data.labels?.codes.count { $0 == 7 } == 1)
    #expect(Set(data.values.column(2)) == [1, 2, 3, 4])
    let chosen = try loadTable(
      DataRequest(location: "cbpp", columns: ["herd", "incidence"], label: "period"))
    #expect(chosen.values.row(55) == [15, 0] && chosen.labels?.levels == ["1", "2", "3", "4"])
  }

  @Test("a measured column that is named as the label becomes the labels, and leaves the numbers")
  func measuredLabel() throws {
    for location in ["faithful", "FAITHFUL"] {
      let data = try loadTable(DataRequest(location: location, label: "Waiting"))
      #expect(data.columnNames == ["eruptions"] && data.dimensions == 1)
      #expect(data.labels?.name == "waiting" && data.labels?.levels.first == "79")
      #expect(data.notes.isEmpty)
    }
    let asked = try loadTable(
      DataRequest(location: "iris", columns: ["petal_length", "species"], label: "species"))
    #expect(asked.columnNames == ["petal_length"] && asked.notes.count == 1)
    #expect(throws: DataError.noColumnLeft(file: "galaxies", names: ["velocity_km_s"])) {
      try loadTable(DataRequest(location: "galaxies", label: "velocity_km_s"))
    }
  }

  @Test("penguins keep their missing values, and other columns and labels can be asked for")
  func penguins() throws {
    let data = try DataCatalog.load("penguins")
    #expect(data.incompleteRows == 2)
    #expect(data.values.row(3).allSatisfy { $0.isNaN })
    #expect(data.labels?.levels == ["Adelie", "Gentoo", "Chinstrap"])
    let other = try loadTable(
      DataRequest(location: "Penguins", columns: ["year", "body_mass_g"], label: "island"))
    #expect(other.values.row(0) == [2007, 3750])
    #expect(other.labels?.levels == ["Torgersen", "Biscoe", "Dream"])
    #expect(other.source.columns == ["year", "body_mass_g"])
  }

  @Test("standardised columns have mean 0 and deviation 1, and the way back is kept")
  func standardised() throws {
    let data = try loadTable(DataRequest(location: "faithful", standardize: true))
    let own = try DataCatalog.load("faithful")
    for column in 0..<2 {
      let values = data.values.column(column)
      #expect(abs(values.reduce(0, +)) < 1e-9)
      #expect(abs(values.reduce(0) { $0 + $1 * $1 } / 271 - 1) < 1e-12)
      #expect(abs(data.transform.own(values[7], column: column) - own.values[7, column]) < 1e-12)
    }
    #expect(data.source.standardized)
    #expect(data.source.sha256 == own.source.sha256)
  }

  @Test("names are found in any case, with or without their hyphens")
  func aliases() throws {
    for name in ["two-moons", "twomoons", "two_moons", "Two Moons", "moons"] {
      #expect(try DataCatalog.load(name, count: 3).name == "two-moons")
    }
    #expect(try DataCatalog.load("8-gaussians", count: 3).name == "eight-gaussians")
    #expect(DataCatalog.contains("IRIS"))
    #expect(!DataCatalog.contains("./iris"))
    #expect(!DataCatalog.contains("iris.csv"))
    #expect(!DataCatalog.contains(""))
  }

  @Test("a column or a name that is not there is said so")
  func errors() {
    func sentence(_ request: DataRequest) -> String? {
      failure { () throws(DataError) in _ = try loadTable(request) }?.description
    }
    #expect(
      sentence(DataRequest(location: "faithful", columns: ["wait"]))
        == "faithful has no column \"wait\"; it has \"eruptions\", \"waiting\".")
    #expect(
      sentence(DataRequest(location: "moons", columns: ["z"]))
        == "two-moons has no column \"z\"; it has \"x\", \"y\".")
    #expect(
      sentence(DataRequest(location: "moons", label: "arm"))
        == "two-moons has no column \"arm\"; it has \"moon\".")
    for count in [0, -1, .min, .max, 10_000_001] {
      #expect(
        sentence(DataRequest(location: "moons", count: count))
          == "two-moons makes 1 to 10000000 rows, not \(count).")
    }
    let unknown = failure { () throws(DataError) in _ = try DataCatalog.load("./iris") }
    #expect(unknown?.kind == .noInput)
  }
}
