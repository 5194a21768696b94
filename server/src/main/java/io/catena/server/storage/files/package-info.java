/**
 * What all files of a data directory have in common: they are durable when a call returns, only their owner may read them,
 * and what goes wrong with them is a typed error that says what to do next. Knows the JDK and what
 * an operator is advised ({@link io.catena.server.chain.Advice}).
 */
package io.catena.server.storage.files;
