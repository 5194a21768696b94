/**
 * Compares builds of Catena: their clusters run beside each other, and the same load is put on them in turn, each by
 * the client of its own build.
 */
package io.catena.bench.builds;
