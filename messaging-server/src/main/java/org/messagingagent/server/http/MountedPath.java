package org.messagingagent.server.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.MappingMatch;

/**
 * The path of a request to a servlet, as it was sent, in two parts. Containers give the second one
 * decoded, and so cannot be asked for it.
 *
 * @param mount the context's and the servlet's path; empty, or with a slash at its begin and none
 *     at its end
 * @param path what follows
 */
record MountedPath(String mount, String path) {

  static MountedPath of(HttpServletRequest request) {
    String sent = request.getRequestURI();
    String context = request.getContextPath();
    if (!sent.startsWith(context)) {
      return new MountedPath("", sent); // spelt so that it leads nowhere
    }
    // Where the servlet is mapped to other than a path and all below it, that is no mount.
    boolean below = request.getHttpServletMapping().getMappingMatch() == MappingMatch.PATH;
    int end = context.length();
    for (long left = below ? slashes(request.getServletPath()) : 0; left > 0; left--) {
      int next = sent.indexOf('/', Math.min(end + 1, sent.length()));
      end = next < 0 ? sent.length() : next;
    }
    return new MountedPath(withoutParameters(sent.substring(0, end)), sent.substring(end));
  }

  private static long slashes(String path) {
    return path.chars().filter(c -> c == '/').count();
  }

  private static String withoutParameters(String path) {
    return path.indexOf(';') < 0 ? path : path.replaceAll(";[^/]*", "");
  }
}
