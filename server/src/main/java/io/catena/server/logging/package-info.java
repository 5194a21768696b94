/**
 * The log behind SLF4J: lines to standard error, or to a file of bounded size.
 *
 * <p>It promises that whoever logs is never harmed by it: what cannot be written is lost in silence. It promises no
 * order beyond that of the calls, and nothing to whoever reads the log by machine. It does little, and knows nothing but
 * the JDK and SLF4J, because a node is to be there quickly and to be small: the usual back ends take more classes, memory and
 * time at the start than all of the chain.
 */
package io.catena.server.logging;
