import CellGrid
import Explorer
import LatentModels
import NumericCore
import PlotKit
import Testing

@Suite("Pictures of the autoencoder lab")
struct VAEPictureTests {
  private func desk(_ data: DataTable, _ keys: [String], _ size: Size = Size(100, 30)) async -> Desk {
    var desk = await Desk(data, MixtureSettings(components: 2), lab: .vae, size: size)
    for key in keys { await desk.press(key) }
    return desk
  }

  @Test("Latents, decoded pictures, the bound, KL and settings after three minibatches")
  func pictures() async {
    let desk = await desk(Tables.bars, [".", ".", "."])
    expect(
      desk.grid,
      shows: """
         elbow   1 EM  2 VI [3 VAE]                                   bars 40x16  seed 42  PAUSED ep 3/1000
        +=[Latent means z1 x z2]===============================++- Decode -- 4x4 -++- x | x^ ------ row 1 -+
        |z2                                                    ||========++++==== ||x          x^          |
        | 1.0+                        :                        ||========++++==== ||                       |
        |    |                        :                        ||================ || @@         ====++==   |
        |    |                        :                        ||================ || @@         ========   |
        | 0.5+                        :                        ||========----==== || @@         ====--==   |
        |    |                        :                        ||========----==== || @@         ++======   |
        |    |                        :  @ 2                   ||================ ||                       |
        | 0.0+. . . . . . . . . . . .2+ 112 . . . . . . . . . .||================ ||                       |
        |    |                        1                        ||                 ||mse 0.22               |
        |    |                        :                        |+-----------------++-----------------------+
        |-0.5+                        :                        |+- ELBO per row ---- >=~ -10.745 +- 0.064 -+
        |    |                        :                        ||-10.8+            oO                      |
        |    |                        :                        ||     |        oooo                        |
        |-1.0+                        :                        ||-11.0+      oo                            |
        |    ++-----------+-----------+-----------+------- z1 +||-11.2+    oo                              |
        |     -1.0      -0.5         0.0         0.5        1.0||      0        2        4       6    epoch|
        |1 upright  2 level  @ row  , N(0, I) at 2 sd          ||train ELBO -10.74 = recon -10.72 - KL 0.02|
        += z1 +0.00  z2 +0.00   Enter: row here ===============++------------------------------------------+
        +- KL per latent, nats per row -- active units 0 of 2 -++- Settings -------------------------- F2 -+
        |z1   0.01 #                                      OFF  ||enc 16-128-2  dec 2-128-16                |
        |z2   0.01 #                                      OFF  ||relu                                      |
        |row 1: log p(x) = -9.956 nats, by quadrature          ||beta 1                                    |
        |  - approximation 0.006  (Gaussian, independent)      ||bernoulli                                 |
        |  - amortisation  0.053  (one encoder for all rows)   ||objective elbo  prior N(0,I)              |
        |  = bound         -10.015                             ||Adam 0.002  batch 40  flat out            |
        +------------------------------------------------------++------------------------------------------+
         Epoch 3 of 1000: bound -10.74 per row, best so far.
         Space train  , . step  v grid  t traverse  B beta  [ ] scrub  n N row  d samples    ? help  q quit
        """, edges: 12)
  }

  @Test("Linear nets: the water-tank, what is exact and what is learned, and the latents turned")
  func waterTank() async {
    var desk = await desk(Tables.iris, ["L", "Space"])
    for _ in 0..<1500 { await desk.tick() }
    await desk.press("Space", "O")
    expect(
      desk.grid,
      shows: """
         elbow   1 EM  2 VI [3 VAE] 4 Diff  5 Ladder               iris 150x4  seed 42  PAUSED ep 1500/5000
        +=[Latent means z1 x z2]===============================++- Decode --------++- x | x^ ------ row 1 -+
        |z2                                                    ||sepal_leng~ 5.865||               x     x^|
        | 2+                 ,  ,  , :,, ,  ,                  ||sepal_width 3.074||sepal_le~  5.100  5.053|
        |  |            , ,         3: 3     33,3,             ||petal_leng~ 3.786||sepal_wi~  3.500  3.479|
        |  |        3 ,    3 33323233: 33332333 3  ,,     3 3  ||petal_width 1.205||petal_le~  1.400  1.443|
        |  |      2 ,,   2222222222222222222222 2    ,         ||                 ||petal_wi~ 0.2000 0.2295|
        | 0+. . . . ,,. .2. . . . . .+. . . . . . . .,, . . . .||                 ||                       |
        |  |        1 ,  1   11111 1 :             ,,          ||                 ||                       |
        |  |            ,1, 1 111'''''@''''' 1 , ,             ||                 ||                       |
        |-2+                 ,  , ,, ,, ,,  ,      1 1         ||                 ||mse 0.0013             |
        |  ++-------+--------+-------+-------+--------+--- z1 +|+-----------------++-----------------------+
        |   -3     -2       -1       0       1        2       3|+- ELBO, nats per row --------- >= -3.065 -+
        |1 setosa  2 versicolor  3 virginica  @ row  ~         ||-2.5+     ++++++++++++++++++++++++++++++++|
        += z1 +0.00  z2 +0.00   Enter: row here ===============+|    |. . ++ooooooooooooooooooooooooooooooo|
        +- PPCA water-tank, w: KL, gaps ------- sigma2 0.0515 -+|-3.0+  +++                                |
        |eigenvalue              = l -2.7251 per row           ||     0    250   500   750  1000      epoch|
        |   |         k          >= -3.0652 bound              ||held out ELBO -2.53 = recon 0.37 - KL 2.90|
        |   |  ##     :          gap 0.340 nats                ||= l -2.7251 exact  gap 0.34               |
        |  1+  ##     :          = MLE -2.7251, PPCA           |+------------------------------------------+
        |   |  ##     :          KL exact   2.208 0.776        |+- Settings -------------------------- F2 -+
        |   |  ##  ## :          KL learned 2.152 1.108        ||enc 4-2  dec 2-4                          |
        |0.1+. .#. .#.:.#.sigma2 sigma2 0.0515, best 0.0514    ||linear nets, in Double                    |
        |   |  ~~  ~~ : ~~       turned 15.0 degrees   O: by 15||beta 1                                    |
        |   |  ~~  ~~ : ~~  ~~                                 ||gaussian  sigma 0.227 learned             |
        |   +---+---+---+--- j -                               ||objective elbo  prior N(0,I)              |
        |       1   2   3   4                                  ||Adam 0.03  batch 150  flat out            |
        +------------------------------------------------------++------------------------------------------+
         Latents turned by 15 degrees: the bound is -3.0652 now, the likelihood -2.7251 as before.
         Space train  , . step  O turn  v grid  t traverse  B beta  [ ] scrub  n N row       ? help  q quit
        """, edges: 12)
  }

  @Test("Two runs side by side, one with another beta, on 80 columns")
  func branch() async {
    let desk = await desk(Tables.bars, [".", ".", "b", "B", "."], Size(80, 24))
    expect(
      desk.grid,
      shows: """
         elbow   1 EM  2 VI [3 VAE] 4 Diff  5 Ladder   seed 42  run B  PAUSED ep 3/1000
        +- Run A  beta 1 ----++=[> Run B  beta 2]==++- Decode ----++- x | x^ -- row 1 -+
        |z2                  ||z2                  ||A     B      ||x     x^A   x^B    |
        | 1+        :        || 1+        :        ||             ||                   |
        |  |        :        ||  |        :        ||             ||@     ====   ====  |
        |  |        :        ||  |        :        ||====   ====  ||@     +===   ====  |
        |  |        2@2      ||  |        :@       ||+===   ====  ||                   |
        | 0+. . . . +12 . . .|| 0+. . . . +2. . . .||             ||                   |
        |  |        :        ||  |        :        ||             ||mse A 0.23  B 0.22 |
        |  |        :        ||  |        :        |+-------------++-------------------+
        |-1+        :        ||-1+        :        |+- ELBO ---- >=~ -10.745 +- 0.063 -+
        |  ++-------+--- z1 +||  ++-------+--- z1 +||     |          x                 |
        |   -1      0       1||   -1      0       1||-10.8+        xx                  |
        |1 upright  2 level ~||1 upright  2 level ~||     |       Ox                   |
        +--------------------++====================+|-11.0+     xx                     |
        +- KL per latent --------------------------+|     |    x                       |
        |A beta 1: 0 of 2 on  B beta 2: 0 of 2 on  ||-11.2+   x                        |
        |z1   0.01       OFF  z1   0.01       OFF  ||      0      2      4     6  epoch|
        |z2   0.01       OFF  z2   0.01       OFF  ||o A train  x B train              |
        |                                          ||train -10.74 = -10.72 - KL 0.02   |
        |z1, z2 below 0.1 nats so far              ||objective: no likelihood          |
        +------------------------------------------++----------------------------------+
         B: Epoch 3 of 1000: bound -10.74 per row, best so far.
         Space train  , . step  v grid  t traverse  B beta  [ ] scrub    ? help  q quit
        """, edges: 12)
  }

  @Test("A decode grid of bars for a table whose rows are no pictures")
  func lattice() async {
    let desk = await desk(Tables.iris, [".", ".", "v"])
    expect(
      part(Rect(x: 0, y: 0, width: 56, height: 22), of: desk.grid),
      shows: """
         elbow   1 EM  2 VI [3 VAE]
        +=[Decode grid z1 x z2, -3 to 3]=======================+
        |                                                      |
        |                                                   .. |
        |..##..   ..##..   ##....   ##...... ##  ..## ##  ..## |
        |######.. ######.. ######.. ######## ######## ######## |
        |                                                      |
        |                                                   ## |
        |..##..   ..##..   ......   ........ ##  ..## ##  ..## |
        |######.. ######.. ######.. ######## ######## ######## |
        |                                                      |
        |                                          ..       ## |
        |  ##..     ##..     ....   ........ ..  ..## ..  ..## |
        |######.. ######.. ######.. ######## ######## ######## |
        |                                                      |
        |                                                   .. |
        |  ##..     ....     ....       ....     ..##     ..## |
        |######.. ######.. ######## ######## ######## ######## |
        |                                                      |
        +======================================================+
        +- KL per latent, nats per row -- active units 1 of 2 -+
        |z1   0.01 #                                      OFF  |
        """, edges: 12)
  }
}
