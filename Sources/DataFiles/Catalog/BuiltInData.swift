import CAssets
import NumericCore

/// A real data set whose CSV, plain or packed by gzip, is compiled into the program.
struct BuiltInData: Sendable {
  /// What the catalogue says of it.
  let entry: DataCatalog.Entry
  /// The pictures whose pixels the columns are, and the value of a pixel that stands for 1; nil if there are none. Their CSV
  /// has no header, and the label in its last column.
  var pictures: (shape: ImageShape, scale: Double)?

  /// The table that `request` wants of it: its usual columns, labels and weights unless others are asked for.
  func table(_ request: DataRequest, isCancelled: () -> Bool) throws(DataError) -> DataTable {
    var filled = request
    filled.location = entry.name
    filled.header = pictures == nil ? .present : .absent
    filled.givenNames = pictures == nil ? nil : entry.columnNames + (entry.label.map { [$0] } ?? [])
    filled.label = request.label ?? entry.label
    // Who asks for the weights as a column of numbers wants them for that.
    let asked = request.chosenColumns
    let usual = entry.weights.flatMap { asked?.contains($0) == true ? nil : $0 }
    filled.weights = request.weights ?? usual
    filled.columns = asked ?? usualColumns(besides: [request.label, request.weights])
    // The border of pictures is dark in all of them, which is worth no sentence for each pixel.
    filled.notesConstantColumns = pictures == nil
    let table = try textTable(
      ByteStream(bytes, named: entry.name), named: entry.name, request: filled, isCancelled: isCancelled)
    guard let pictures else { return table }
    let isWhole = table.columnNames == pictures.shape.columnNames
    return table.scalingPixels(by: pictures.scale, imageShape: isWhole ? pictures.shape : nil)
  }

  /// The usual columns but for those that were given another use; all of them if none would be left.
  private func usualColumns(besides others: [String?]) -> [String] {
    let others = others.compactMap { $0?.lowercased() }
    let left = entry.columnNames.filter { !others.contains($0.lowercased()) }
    return left.isEmpty ? entry.columnNames : left
  }

  /// The CSV, as it stands in the program.
  private var bytes: [UInt8] {
    var length = 0
    let start = elbow_asset_data(entry.name, &length)
    return Array(UnsafeBufferPointer(start: start, count: length))
  }

  /// All of them, the one to begin with first.
  static let all: [BuiltInData] = [
    BuiltInData(
      entry: .init(
        name: "faithful", kind: .builtIn, rows: 272, columnNames: ["eruptions", "waiting"], label: nil,
        summary: "Old Faithful: length of an eruption and wait for the next, in minutes",
        source: "Azzalini & Bowman (1990)")),
    BuiltInData(
      entry: .init(
        name: "galaxies", kind: .builtIn, rows: 82, columnNames: ["velocity_km_s"], label: nil,
        summary: "velocities of galaxies in the Corona Borealis region, in km/s",
        source: "Roeder (1990)")),
    BuiltInData(
      entry: .init(
        name: "iris", kind: .builtIn, rows: 150,
        columnNames: ["sepal_length", "sepal_width", "petal_length", "petal_width"], label: "species",
        summary: "sepals and petals of three species of iris, in centimetres",
        source: "Anderson (1935), Fisher (1936)")),
    BuiltInData(
      entry: .init(
        name: "penguins", kind: .builtIn, rows: 344,
        columnNames: ["bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g"],
        label: "species",
        summary: "three species of penguin at Palmer Station; two rows have no measurements",
        source: "Gorman, Williams & Fraser (2014)")),
    BuiltInData(
      entry: .init(
        name: "dyestuff", kind: .builtIn, rows: 30, columnNames: ["yield"], label: "batch",
        summary: "yield of dyestuff, in grams, of five samples from each of six batches",
        source: "Davies (1947)")),
    BuiltInData(
      entry: .init(
        name: "murray", kind: .builtIn, rows: 12, columnNames: ["x", "y"], label: nil,
        summary: "two columns with values missing, whose likelihood has a saddle and two maxima",
        source: "Murray (1977)")),
    BuiltInData(
      entry: .init(
        name: "linkage", kind: .builtIn, rows: 4, columnNames: ["count"], label: "cell",
        summary: "197 animals in four cells of a linkage multinomial",
        source: "Rao (1965), Dempster, Laird & Rubin (1977)")),
    BuiltInData(
      entry: .init(
        name: "lsat", kind: .builtIn, rows: 30,
        columnNames: ["item1", "item2", "item3", "item4", "item5"], label: nil, weights: "count",
        summary: "right (1) and wrong answers of 1000 people to five items of the LSAT, by pattern",
        source: "Bock & Lieberman (1970)")),
    BuiltInData(
      entry: .init(
        name: "cbpp", kind: .builtIn, rows: 56, columnNames: ["incidence", "size", "period"], label: "herd",
        summary: "new cases of bovine pleuropneumonia, by size of herd, in four periods and 15 herds",
        source: "Lesnoff et al. (2004)")),
    BuiltInData(
      entry: .init(
        name: "digits", kind: .builtIn, rows: 1797, columnNames: ImageShape(height: 8, width: 8).columnNames,
        label: "digit", summary: "handwritten digits, grey pictures of 8x8 pixels",
        source: "Alpaydin & Kaynak (1998)"),
      pictures: (ImageShape(height: 8, width: 8), 16)),
  ]
}
