// SPDX-License-Identifier: Apache-2.0

/* Foundation brings along ICU's tables of all languages, 34 of the 58 megabytes that it makes of the smallest program. Nothing here asks for a
   language: no date, no number and no text is written or compared in one. So an executable that has Swift's runtime inside is linked with
   empty tables of the same name, which the linker then does not take from the archive. The name has ICU's version in it: where Swift comes
   with another one, the package's test of the executable's size fails, and the name here has to follow. */
const unsigned char icudt76_dat[64] __attribute__((aligned(16))) = {0};
