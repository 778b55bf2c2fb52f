#include "CAssets.h"

#include <stdbool.h>
#include <string.h>

static const unsigned char faithful[] = {
#embed "../../assets/data/faithful.csv"
};

static const unsigned char galaxies[] = {
#embed "../../assets/data/galaxies.csv"
};

static const unsigned char iris[] = {
#embed "../../assets/data/iris.csv"
};

static const unsigned char penguins[] = {
#embed "../../assets/data/penguins.csv"
};

static const unsigned char dyestuff[] = {
#embed "../../assets/data/dyestuff.csv"
};

static const unsigned char murray[] = {
#embed "../../assets/data/murray.csv"
};

static const unsigned char linkage[] = {
#embed "../../assets/data/linkage.csv"
};

static const unsigned char lsat[] = {
#embed "../../assets/data/lsat.csv"
};

static const unsigned char cbpp[] = {
#embed "../../assets/data/cbpp.csv"
};

static const unsigned char digits[] = {
#embed "../../assets/data/digits.csv.gz"
};

static const unsigned char two_moons_model[] = {
#embed "../../assets/models/two-moons.safetensors"
};

static const unsigned char digits_model[] = {
#embed "../../assets/models/digits.safetensors"
};

static const unsigned char lesson_1[] = {
#embed "../../assets/tour/01-two-halves.md"
};

static const unsigned char lesson_2[] = {
#embed "../../assets/tour/02-never-down.md"
};

static const unsigned char lesson_3[] = {
#embed "../../assets/tour/03-saddle.md"
};

static const unsigned char lesson_4[] = {
#embed "../../assets/tour/04-another-q.md"
};

static const unsigned char lesson_5[] = {
#embed "../../assets/tour/05-encoder.md"
};

static const unsigned char lesson_6[] = {
#embed "../../assets/tour/06-autoencoder.md"
};

static const unsigned char lesson_7[] = {
#embed "../../assets/tour/07-noise.md"
};

static const unsigned char lesson_8[] = {
#embed "../../assets/tour/08-exact-denoiser.md"
};

static const unsigned char lesson_9[] = {
#embed "../../assets/tour/09-ladder.md"
};

struct asset {
  const char *name;
  const unsigned char *bytes;
  size_t length;
};

static const struct asset data_sets[] = {
    {"faithful", faithful, sizeof faithful},
    {"galaxies", galaxies, sizeof galaxies},
    {"iris", iris, sizeof iris},
    {"penguins", penguins, sizeof penguins},
    {"dyestuff", dyestuff, sizeof dyestuff},
    {"murray", murray, sizeof murray},
    {"linkage", linkage, sizeof linkage},
    {"lsat", lsat, sizeof lsat},
    {"cbpp", cbpp, sizeof cbpp},
    {"digits", digits, sizeof digits},
};

static const struct asset models[] = {
    {"two-moons", two_moons_model, sizeof two_moons_model},
    {"digits", digits_model, sizeof digits_model},
};

static const struct asset lessons[] = {
    {"01-two-halves", lesson_1, sizeof lesson_1},
    {"02-never-down", lesson_2, sizeof lesson_2},
    {"03-saddle", lesson_3, sizeof lesson_3},
    {"04-another-q", lesson_4, sizeof lesson_4},
    {"05-encoder", lesson_5, sizeof lesson_5},
    {"06-autoencoder", lesson_6, sizeof lesson_6},
    {"07-noise", lesson_7, sizeof lesson_7},
    {"08-exact-denoiser", lesson_8, sizeof lesson_8},
    {"09-ladder", lesson_9, sizeof lesson_9},
};

static const unsigned char *find(const struct asset *assets, size_t count, const char *name, size_t *length) {
  for (size_t i = 0; i < count; i++) {
    if (strcmp(assets[i].name, name) == 0) {
      *length = assets[i].length;
      return assets[i].bytes;
    }
  }
  *length = 0;
  return NULL;
}

const unsigned char *elbow_asset_data(const char *name, size_t *length) {
  return find(data_sets, sizeof data_sets / sizeof data_sets[0], name, length);
}

const unsigned char *elbow_asset_model(const char *name, size_t *length) {
  return find(models, sizeof models / sizeof models[0], name, length);
}

const unsigned char *elbow_asset_lesson(size_t index, size_t *length) {
  bool isThere = index < sizeof lessons / sizeof lessons[0];
  *length = isThere ? lessons[index].length : 0;
  return isThere ? lessons[index].bytes : NULL;
}
