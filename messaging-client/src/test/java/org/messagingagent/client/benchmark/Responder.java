package org.messagingagent.client.benchmark;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** The least that answers like a messaging agent: canned replies over kept connections. */
final class Responder {

  private static final String HEADER =
      """
      <s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Header>\
      <h:ExceptionInfo i:nil="true" xmlns:h="%1$s" xmlns:i="%2$s"/>\
      <h:ExtraInfo i:nil="true" xmlns:h="%1$s" xmlns:i="%2$s"/>\
      <h:Succeeded xmlns:h="%1$s">true</h:Succeeded>\
      <h:TimeZone i:nil="true" xmlns:h="%1$s" xmlns:i="%2$s"/></s:Header><s:Body>"""
          .formatted(
              "http://www.superoffice.net/ws/crm/NetServer/Services87",
              "http://www.w3.org/2001/XMLSchema-instance");
  private static final byte[] CREATED =
      answer(
          "<CreateMessageResponse xmlns=\"http://www.superoffice.net/ws/crm/NetServer/Services87\"/>");
  private static final byte[] SENT =
      answer(
          """
          <SendMessagesResponse xmlns="http://www.superoffice.net/ws/crm/NetServer/Services87">\
          <Response><MessageDeliveryStatus><Status>1</Status><StatusDescription/>\
          <MessagingId>4711</MessagingId></MessageDeliveryStatus></Response>\
          </SendMessagesResponse>""");
  private static final byte[] LOGGED_ON =
      answer(
          """
          <AuthenticateResponse xmlns="http://www.superoffice.net/ws/crm/NetServer/Services87">\
          <Credentials><Ticket>7T:benchmark</Ticket></Credentials>\
          <AuthenticationSucceeded>true</AuthenticationSucceeded></AuthenticateResponse>""");

  private Responder() {}

  /** Prints its port, and answers until its input ends. */
  public static void main(String[] args) throws IOException {
    ServerSocket listening = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
    System.out.println(listening.getLocalPort());
    Thread accepting = new Thread(() -> accept(listening));
    accepting.setDaemon(true);
    accepting.start();
    System.in.transferTo(OutputStream.nullOutputStream());
  }

  private static byte[] answer(String body) {
    String xml = HEADER + body + "</s:Body></s:Envelope>";
    String head =
        ("HTTP/1.1 200 OK\r\nContent-Type: text/xml; charset=utf-8\r\n"
                + "Accept-Idempotency-Key: true\r\nContent-Length: %d\r\n\r\n")
            .formatted(xml.length());
    return (head + xml).getBytes(StandardCharsets.US_ASCII);
  }

  private static void accept(ServerSocket listening) {
    while (true) {
      try {
        Socket connection = listening.accept();
        connection.setTcpNoDelay(true);
        Thread thread = new Thread(() -> serve(connection));
        thread.setDaemon(true);
        thread.start();
      } catch (IOException e) {
        return;
      }
    }
  }

  private static void serve(Socket connection) {
    try (connection) {
      InputStream in = new BufferedInputStream(connection.getInputStream(), 65_536);
      OutputStream out = connection.getOutputStream();
      for (String request = line(in); !request.isEmpty(); request = line(in)) {
        int length = 0;
        boolean sending = false;
        for (String header = line(in); !header.isEmpty(); header = line(in)) {
          if (header.regionMatches(true, 0, "Content-Length:", 0, 15)) {
            length = Integer.parseInt(header.substring(15).strip());
          }
          sending |= header.contains("SendMessages");
        }
        in.skipNBytes(length);
        out.write(request.contains("SoPrincipal") ? LOGGED_ON : sending ? SENT : CREATED);
      }
    } catch (IOException e) {
      // The client has gone.
    }
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }
}
