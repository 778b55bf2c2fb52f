import NumericCore
import Testing

@Suite("Moments of tables with weights and missing values")
struct MomentsOfTablesTests {
  private let values = Matrix<Double>([[1, 4], [2, 8], [4, 1], [7, 3]])

  @Test("Without either, they are those of the values, bit for bit")
  func plain() {
    let table = DataTable(name: "t", values: values)
    #expect(Moments(of: table).mean == Moments(values).mean)
    #expect(Moments(of: table).covariance == Moments(values).covariance)
  }

  @Test("A row of weight two is two rows, one of weight zero none")
  func weights() {
    let weighted = Moments(of: DataTable(name: "t", values: values, weights: [2, 1, 0, 3]))
    let repeated = Moments(values.selectingRows([0, 0, 1, 3, 3, 3]))
    for j in 0..<2 {
      #expect(abs(weighted.mean[j] - repeated.mean[j]) < 1e-14)
      for k in 0..<2 { #expect(abs(weighted.covariance[j, k] - repeated.covariance[j, k]) < 1e-13) }
    }
  }

  @Test("A mean and a variance are over the values there are, and the covariance stays positive semidefinite")
  func missing() {
    let nan = Double.nan
    let table = DataTable(name: "t", values: Matrix([[1, nan], [2, 8], [nan, 1], [7, 3]]))
    let moments = Moments(of: table)
    #expect(moments.mean == [10 / 3.0, 4])
    #expect(abs(moments.covariance[0, 0] - Moments(Matrix([[1], [2], [7]])).covariance[0, 0]) < 1e-14)
    #expect(abs(moments.covariance[1, 1] - Moments(Matrix([[8], [1], [3]])).covariance[0, 0]) < 1e-14)
    let c = moments.covariance
    #expect(c[0, 1] == c[1, 0] && c[0, 1] * c[0, 1] <= c[0, 0] * c[1, 1])
  }

  @Test("Rows without any value are left out, with a note; others stay")
  func informativeRows() {
    let nan = Double.nan
    let table = DataTable(name: "t", values: Matrix([[nan, nan], [2, nan], [3, 1]]), weights: [1, 2, 3])
    let kept = table.informativeRows()
    #expect(kept.rows == 2 && kept.weights == [2, 3] && kept.number(ofRow: 0) == 2)
    #expect(kept.notes == ["1 of 3 rows has no value and is left out"])
    #expect(kept.informativeRows().notes == kept.notes)
  }

  @Test("The scale of every value there is counts, as often as its row does")
  func logScale() {
    let transform = UnitTransform(shift: [0, 0], scale: [2, 5])
    let table = DataTable(
      name: "t", values: Matrix([[1, .nan], [2, 3]]), weights: [3, 1], transform: transform)
    let expected = 4 * 0.6931471805599453 + 1.6094379124341003
    #expect(abs(table.totalLogScale - expected) < 1e-14)
    #expect(DataTable(name: "t", values: values).totalLogScale == 0)
  }
}
