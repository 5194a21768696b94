/**
 * Rules that are broken on purpose, by changing what goes into production's classes or comes out of them. Nothing is
 * planted but by a class of this package, and nothing is judged here.
 */
package io.catena.simulation.planted;
