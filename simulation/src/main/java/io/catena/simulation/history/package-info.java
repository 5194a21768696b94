/**
 * What clients asked and were told, and what must hold of it. It takes answers as they come and knows no
 * node that gives them.
 */
package io.catena.simulation.history;
