/**
 * Where the log goes and how much of it: log4j2, told by code what a file would tell it. To read a file, log4j2 brings its
 * XML parser and every way of configuring it. Owns nothing but that; knows log4j2 alone.
 */
package io.catena.server.logging;
