# flinks-mock: httr trusts the mock's authority. R reads this in place of the user's own profile, which it
# therefore reads itself.
local({
  given <- Sys.getenv('FLINKS_MOCK_R_PROFILE')
  Sys.unsetenv('FLINKS_MOCK_R_PROFILE')
  own <- Filter(file.exists, if (nzchar(given)) given else c('.Rprofile', '~/.Rprofile'))
  if (length(own) > 0) source(own[1], local = globalenv())
  setHook(packageEvent('httr', 'onLoad'), function(...) {
    httr::set_config(httr::config(cainfo = Sys.getenv('CURL_CA_BUNDLE')))
  })
})
