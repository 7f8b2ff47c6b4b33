@echo off
rem The command line of the installed application, run by the Node that ships with it.
set "ROOT=%~dp0..\app.asar.unpacked"
"%ROOT%\node_modules\node\bin\node.exe" "%ROOT%\out\main\cli.js" %*
